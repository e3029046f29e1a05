import { type IncomingMessage, request as open, type ServerResponse } from 'node:http';

/** Above the function's own limit of 256 KiB, so that its 413 is what a page sees; bytes. */
const MAX_BODY = 1024 * 1024;
/** How long the function may take, ms: as Hosting's own limit. */
const TIME_LIMIT = 60_000;
/** Headers that belong to one connection, not to the message. */
const HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'host', 'content-length', 'expect']);

/**
 * Hands a request to the function and its answer back. 413 for a body that no client of ours sends, 504 for a function
 * that does not answer in time, 503 with `Retry-After` while there is none.
 */
export async function forward(request: IncomingMessage, response: ServerResponse, target: string): Promise<void> {
  let body: Buffer | undefined;
  try {
    body = await read(request);
  } catch {
    // The page went away in the middle of its own request: there is nobody to answer.
    return;
  }
  if (!body) return refuse(response, 413, 'the body is larger than 1 MiB');

  const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !HOP.has(name)));
  const upstream = open(target, {
    method: request.method ?? 'GET',
    timeout: TIME_LIMIT,
    headers: {
      ...headers,
      'content-length': body.length,
      'x-forwarded-for': request.socket.remoteAddress ?? '',
      'x-forwarded-host': request.headers.host ?? '',
    },
  });
  upstream.on('response', (answer) => {
    // 502 is how the emulator says that the function's process is gone or busy.
    if (answer.statusCode === 502) {
      answer.resume();
      return refuse(response, 503, 'the function does not run');
    }
    // The emulator refuses pages of other hosts itself, in plain text; deployed, the function does, in JSON.
    if (answer.statusCode === 403 && !answer.headers['content-type']?.includes('json')) {
      answer.resume();
      return refuse(response, 403, 'pages of this origin may not send events here');
    }
    const passed = Object.entries(answer.headers).filter(([name]) => !HOP.has(name));
    response.writeHead(answer.statusCode ?? 500, Object.fromEntries(passed));
    answer.pipe(response);
    // The function died in the middle of its answer: so does ours, and the page keeps its events.
    answer.on('error', () => response.destroy());
  });
  upstream.on('timeout', () => {
    refuse(response, 504, `the function did not answer within ${TIME_LIMIT / 1000} s`);
    upstream.destroy();
  });
  upstream.on('error', () => refuse(response, 503, 'the function does not run'));
  response.on('close', () => upstream.destroy());
  upstream.end(body);
}

async function read(request: IncomingMessage): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    const bytes = Buffer.from(part);
    if ((size += bytes.length) > MAX_BODY) return undefined;
    parts.push(bytes);
  }
  return Buffer.concat(parts);
}

/** What the function itself says for the same, where it gets to say anything. */
const CODES: Record<number, string> = {
  403: 'origin_not_allowed',
  413: 'too_large',
  503: 'unavailable',
  504: 'unavailable',
};

function refuse(response: ServerResponse, status: number, message: string): void {
  if (response.headersSent) return;
  const retry = status === 503 ? { 'retry-after': '2' } : {};
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close', ...retry });
  response.end(`${JSON.stringify({ error: { code: CODES[status], message } })}\n`);
}
