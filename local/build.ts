import { spawn } from 'node:child_process';
import { ROOT } from './backend.js';
import { StartFailure } from './failure.js';

/** `npm run build`. Quiet while it works; when it fails its whole output is shown. */
export async function build(signal: AbortSignal): Promise<void> {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const child = spawn(npm, ['run', '--silent', 'build'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const end = () => {
    // npm, its shell and the compiler: they are one group.
    if (child.pid) process.kill(-child.pid, 'SIGTERM');
  };
  signal.addEventListener('abort', end);
  const output: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => output.push(part));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  signal.removeEventListener('abort', end);
  if (signal.aborted || code === 0) return;
  process.stderr.write(Buffer.concat(output));
  throw new StartFailure(
    'the build failed (above): put it right, or start what is in dist/ with `npm start -- --no-build`.',
  );
}
