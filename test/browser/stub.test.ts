import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium } from '../support/browser.js';
import { buildSdk } from '../support/build-sdk.js';
import { type Sink, startSink } from '../support/sink.js';

/** The stub as the README prints it. */
const STUB = /<script>(window\.crm=.+)<\/script>/.exec(
  readFileSync(new URL('../../README.md', import.meta.url), 'utf8'),
)![1]!;
const CALLS = `
  window.answers = [];
  const call = { reason: 'user_request', visa_type: 'DTV', user_stage: 'start', notes: '' };
  crm.identify({ email: 'stub@example.com' });
  crm.callRequested(call, { sourceId: 'first' }).then(({ eventId }) => answers.push(eventId));
  crm.callRequested({ ...call, notes: 5 }, { sourceId: 'bad' }).catch(({ issues }) => answers.push(issues[0].path));
  crm.callRequested(call, { sourceId: 'second' }).then(({ eventId }) => answers.push(eventId));`;
const page = (script: string) =>
  `<!doctype html><title>stub</title><script>${STUB}</script><script>${CALLS}</script>
   <script async src="${script}" data-site="siam-visa-pro" data-endpoint="/crm/ingest"></script>`;

const TAG = '<script src="/crm.iife.js" data-site="siam-visa-pro" data-endpoint="/crm/ingest"></script>';
/** The tag twice, as where a theme and a plugin both bring it, around the package of a page's own script. */
const crowded = async () => `<!doctype html><title>crowded</title>${TAG}
  <script>window.first = crm</script>
  <script>${await buildSdk('index')}</script>
  <script>window.own = npm.createCrm({ siteId: 'siam-visa-pro', endpoint: '/crm/ingest' })</script>${TAG}`;

let browser: Browser;
let sink: Sink;
beforeAll(async () => {
  const kept = page('/crm.iife.js').replace(CALLS, `${CALLS} window.kept = crm;`);
  const pages = {
    '/stub': page('/crm.iife.js'),
    '/kept': kept,
    '/never': page('/gone/crm.iife.txt'),
    '/crowded': await crowded(),
  };
  [browser, sink] = await Promise.all([launchChromium(), startSink(pages)]);
});
afterAll(async () => {
  await browser?.close();
  await sink?.stop();
});

describe('calls made before the file has arrived', () => {
  test('run in order when it does, and their promises are answered', async () => {
    const tab = await browser.newPage();
    await tab.goto(`${sink.url}/stub`);
    await expect.poll(() => tab.evaluate('answers.length')).toBe(3);
    await expect.poll(() => sink.stored.size).toBe(2);
    const answers = await tab.evaluate<string[]>('answers');
    expect([...sink.stored.keys()]).toEqual(answers.filter((answer) => answer.length === 64));
    expect(answers).toContain('payload.notes');
    await tab.close();
  });

  test('are answered too where the page has kept the stub, and calls it later', async () => {
    const tab = await browser.newPage();
    await tab.goto(`${sink.url}/kept`);
    await tab.waitForFunction('crm !== kept');
    const id = await tab.evaluate<string>(
      `kept.callRequested(call, { sourceId: 'later' }).then(({ eventId }) => eventId)`,
    );
    await expect.poll(() => sink.stored.has(id)).toBe(true);
    await tab.close();
  });

  test('are no promise: an async function may answer the stub', async () => {
    const tab = await browser.newPage();
    await tab.goto(`${sink.url}/never`);
    expect(await tab.evaluate('(async () => typeof (await (async () => crm)()).flush)()')).toBe('function');
    await tab.close();
  });

  test('throw nothing where it never does', async () => {
    const tab = await browser.newPage();
    const faults: unknown[] = [];
    tab.on('pageerror', (error) => faults.push(error));
    await tab.goto(`${sink.url}/never`);
    await tab.waitForTimeout(500);
    expect(faults).toEqual([]);
    expect(await tab.evaluate('answers.length')).toBe(0);
    await tab.close();
  });
});

test('a tag that comes twice and the package beside it are one client, and send an event once', async () => {
  const tab = await browser.newPage();
  await tab.goto(`${sink.url}/crowded`);
  expect(await tab.evaluate('[first === crm, own === crm]')).toEqual([true, true]);
  await tab.evaluate(`own.identify({ email: 'crowded@example.com' })`);
  const requests = sink.requests.length;
  const delivered = await tab.evaluate(`Promise.all([first, own, crm].map(async (crm) =>
    (await (await crm.callRequested({ reason: 'x', visa_type: 'DTV', user_stage: '', notes: '' }, { sourceId: 'crowded' }))
      .delivered).status))`);
  expect(delivered).toEqual(['accepted', 'accepted', 'accepted']);
  expect(sink.requests).toHaveLength(requests + 1);
  await tab.close();
});

test('the stub weighs at most 300 bytes', () => {
  expect(Buffer.byteLength(STUB)).toBeLessThanOrEqual(300);
});
