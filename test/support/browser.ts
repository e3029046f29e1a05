import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';

const SYSTEM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Switches that keep a Chromium from calling home, and let it run as root in a container. */
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The Chromium of the machine, or the one that came from npm. `CHROMIUM` names another. */
export async function chromiumPath(): Promise<string> {
  const found = [process.env.CHROMIUM, ...SYSTEM].find((path) => path && existsSync(path));
  if (found) return found;
  // On a bare Debian this package also brings the libraries that Chromium needs; it unpacks them where it finds this.
  process.env.AWS_EXECUTION_ENV ??= 'AWS_Lambda_nodejs20.x';
  const { default: packed } = await import('@sparticuz/chromium');
  return packed.executablePath();
}

/** `without` names switches of Playwright's own that shall be left out. */
export async function launchChromium(without: string[] = []): Promise<Browser> {
  return chromium.launch({ executablePath: await chromiumPath(), args: ARGS, ignoreDefaultArgs: without });
}

/** A browser that can be killed as a power cut kills it. */
export interface Mortal {
  readonly context: BrowserContext;
  /** SIGKILL to the browser process; fulfilled when it is gone, also where it was before. */
  kill(): Promise<void>;
}

/** A directory that outlives the browsers started on it. */
export interface Profile {
  start(): Promise<Mortal>;
  /** Kills what still runs on it, and removes it. */
  remove(): Promise<void>;
}

export function newProfile(): Profile {
  const path = mkdtempSync(join(tmpdir(), 'crm-profile-'));
  const started: Mortal[] = [];
  return {
    async start() {
      const mortal = await startMortal(path);
      started.push(mortal);
      return mortal;
    },
    async remove() {
      await Promise.all(started.map(({ kill }) => kill()));
      // The children of a killed browser write for a moment longer.
      await rm(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

/** Starts a Chromium of our own, so that its process id is known. */
async function startMortal(profile: string): Promise<Mortal> {
  const child = spawn(
    await chromiumPath(),
    [...ARGS, '--headless=new', '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const browser = await chromium.connectOverCDP(await debuggerUrl(child));
  return {
    context: browser.contexts()[0]!,
    async kill() {
      child.kill('SIGKILL');
      await gone;
      await browser.close().catch(() => {
        // The connection died with the browser, which is the point.
      });
    },
  };
}

/** Where Chromium says that it listens. */
function debuggerUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr!.on('data', (chunk) => {
      said += chunk;
      const url = /DevTools listening on (ws:\S+)/.exec(said)?.[1];
      if (url) resolve(url);
    });
    child.once('exit', (code) => reject(new Error(`Chromium ended with ${code} before it listened: ${said}`)));
  });
}
