import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { forward } from '../../local/ingest-proxy.js';

const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a TCP server has a port
}

const proxyTo = (target: string) => serve((request, response) => void forward(request, response, target));

test('a request reaches the function as it was sent, and its answer comes back', async () => {
  const target = await serve(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    response.writeHead(207, { 'x-answer': 'yes' });
    response.end(JSON.stringify([request.method, request.headers['content-type'], request.headers.origin, body]));
  });
  const response = await fetch(await proxyTo(target), {
    method: 'POST',
    headers: { 'content-type': 'text/plain;charset=UTF-8', origin: 'https://a.example' },
    body: '{"é":1}',
  });
  expect(response.status).toBe(207);
  expect(response.headers.get('x-answer')).toBe('yes');
  expect(await response.json()).toEqual(['POST', 'text/plain;charset=UTF-8', 'https://a.example', '{"é":1}']);
});

test('while no function listens the answer is 503 with Retry-After', async () => {
  const response = await fetch(await proxyTo('http://127.0.0.1:9'), { method: 'POST', body: '{}' });
  expect(response.status).toBe(503);
  expect(response.headers.get('retry-after')).toBe('2');
});

test('a 502 of the emulator, whose function is gone or busy, is a 503 to the page', async () => {
  const target = await serve((_, response) => response.writeHead(502).end('bad gateway'));
  const response = await fetch(await proxyTo(target), { method: 'POST', body: '{}' });
  expect(response.status).toBe(503);
});

test('a foreign origin, which the emulator refuses in plain text, is told so in one line of JSON', async () => {
  const target = await serve((_, response) => response.writeHead(403).end('forbidden origin'));
  const response = await fetch(await proxyTo(target), { method: 'POST', body: '{}' });
  expect(response.status).toBe(403);
  expect(await response.json()).toMatchObject({ error: { code: 'origin_not_allowed' } });
});

test('a body above 1 MiB is refused with 413', async () => {
  const response = await fetch(await proxyTo('http://127.0.0.1:9'), {
    method: 'POST',
    body: 'x'.repeat(1024 * 1024 + 1),
  });
  expect(response.status).toBe(413);
});

test('an answer cut off by the function is cut off for the page too', async () => {
  const target = await serve((_, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('{"results":');
    setTimeout(() => response.destroy(), 20);
  });
  await expect(fetch(await proxyTo(target), { method: 'POST', body: '{}' }).then((r) => r.text())).rejects.toThrow();
});
