import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

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

export async function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: await chromiumPath(), args: ARGS });
}
