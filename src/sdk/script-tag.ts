import { createCrm } from './index.js';
import type { CrmOptions } from './options.js';

/** A call made before this file had loaded: method, arguments, and how to answer its promise. */
type StubCall = [method: string, args: unknown[], resolve: (value: unknown) => void, reject: (error: unknown) => void];

const { site, ...data } = (document.currentScript as HTMLScriptElement | null)?.dataset ?? {};
const page = window as unknown as { crm?: { q?: StubCall[] } };

// The attributes are the options by name; one that is absent has its default.
const options = { ...data, siteId: site, debug: 'debug' in data } as unknown as CrmOptions;
const crm = createCrm(options) as unknown as Record<string, (...args: unknown[]) => unknown>; // as the page may call it
const waiting = page.crm?.q ?? [];
page.crm = crm as object;
// A method that does not exist rejects: the page's promise says so.
const answer = ([method, args, resolve, reject]: StubCall) =>
  (async () => crm[method]!(...args))().then(resolve, reject);
waiting.forEach(answer);
// Whoever has kept the stub goes on to call it.
waiting.push = answer as unknown as typeof waiting.push; // whose answer nobody asks for
