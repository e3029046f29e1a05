import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { freePort } from '../../local/ports.js';
import type { Driver, Engine, Tab } from './engine.js';

/** Where Debian keeps what has no place in `/usr/bin`: a folder for each architecture. */
const LIBRARIES = '/usr/lib';
/** How long the driver may take to listen, ms. */
const PATIENCE = 15_000;

export const webkit: Driver = {
  name: 'webkit',
  packages: 'webkit2gtk-driver xvfb',
  async find() {
    const browser = miniBrowser();
    const commands = ['/usr/bin/WebKitWebDriver', '/usr/bin/xvfb-run'];
    return browser && commands.every((path) => existsSync(path)) ? () => start(browser) : undefined;
  },
};

/** The browser that comes with WebKitGTK, of the newest of its versions that is there. */
function miniBrowser(): string | undefined {
  if (!existsSync(LIBRARIES)) return undefined;
  const folders = readdirSync(LIBRARIES).flatMap((architecture) => {
    const within = `${LIBRARIES}/${architecture}`;
    return /-linux-gnu/.test(architecture) ? readdirSync(within).map((name) => `${within}/${name}/MiniBrowser`) : [];
  });
  return folders
    .filter((path) => /\/webkit2?gtk-/.test(path) && existsSync(path))
    .sort()
    .at(-1);
}

/** Over WebDriver's HTTP, on a screen that nobody sees. */
async function start(binary: string): Promise<Engine> {
  const port = await freePort();
  // Detached: the screen, the driver and the browser are one group, and end as one.
  const child = spawn('xvfb-run', ['-a', 'WebKitWebDriver', `--port=${port}`], { stdio: 'ignore', detached: true });
  const send = commander(`http://127.0.0.1:${port}`);
  try {
    await listening(send, child);
    const options = { binary, args: ['--automation'] };
    const { sessionId, capabilities } = await send<Session>('POST', '/session', {
      capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': options } },
    });
    const inSession: Send = (method, path, body) => send(method, `/session/${sessionId}${path}`, body);
    const first = await inSession<string>('GET', '/window');
    return browserOf(capabilities.browserVersion, first, inSession, () => end(child));
  } catch (error) {
    end(child);
    throw error;
  }
}

interface Session {
  readonly sessionId: string;
  readonly capabilities: { readonly browserVersion: string };
}

/** A command of the WebDriver standard, and its answer's `value`. */
type Send = <T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object) => Promise<T>;

/** Its `first` window stays open: only from a window that is there can another be opened. */
function browserOf(version: string, first: string, send: Send, end: () => void): Engine {
  /** Commands go to the window that was chosen last: choosing and commanding is one step, and steps wait for each other. */
  let before: Promise<unknown> = Promise.resolve();
  const within = <T>(handle: string, command: () => Promise<T>): Promise<T> => {
    const step = before.then(async () => {
      await send('POST', '/window', { handle });
      return command();
    });
    // Whoever asked hears of the failure; the next one only waits for its end.
    before = step.catch(() => {});
    return step;
  };
  return {
    version,
    async open(url) {
      const { handle } = await within(first, () => send<{ handle: string }>('POST', '/window/new', { type: 'tab' }));
      const tab: Tab = {
        goto: (url) => within(handle, () => send('POST', '/url', { url })),
        reload: () => within(handle, () => send('POST', '/refresh', {})),
        run: (body) =>
          within(handle, () => send('POST', '/execute/sync', { script: `return (async () => {${body}})()`, args: [] })),
        close: () => within(handle, () => send('DELETE', '/window')),
      };
      await tab.goto(url);
      return tab;
    },
    async close() {
      await send('DELETE', '').finally(end);
    },
  };
}

function commander(base: string): Send {
  return async <T>(method: string, path: string, body?: object) => {
    const response = await fetch(base + path, { method, ...(body && { body: JSON.stringify(body) }) });
    // As the standard has it: https://w3c.github.io/webdriver/#processing-model
    const { value } = (await response.json()) as { value: T & { error?: string; message?: string } };
    if (!response.ok) throw new Error(`${value.error}: ${value.message}`);
    return value;
  };
}

async function listening(send: Send, child: ChildProcess): Promise<void> {
  const until = Date.now() + PATIENCE;
  for (;;) {
    try {
      await send('GET', '/status');
      return;
    } catch (error) {
      if (child.exitCode !== null || Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

function end({ pid }: ChildProcess): void {
  try {
    if (pid) process.kill(-pid, 'SIGTERM');
  } catch {
    // It has ended by itself.
  }
}
