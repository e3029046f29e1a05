import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { assertFree, freePorts } from '../../local/ports.js';

const occupy = async (port: number) => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return () => new Promise((resolve) => server.close(resolve));
};

test('a busy port is named in one line with who wanted it and what to do', async () => {
  const ports = await freePorts();
  const release = await occupy(ports.firestore);
  const expected = new RegExp(
    `^port ${ports.firestore} \\(Firestore emulator\\) is in use: .*\`lsof -i :${ports.firestore}\`.*$`,
  );
  await expect(assertFree(ports)).rejects.toThrow(expected);
  await release();
  await expect(assertFree(ports)).resolves.toBeUndefined();
});

test('free ports differ from each other', async () => {
  expect(new Set(Object.values(await freePorts())).size).toBe(5);
});
