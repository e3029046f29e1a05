import type { Request as FirebaseRequest, onRequest } from 'firebase-functions/https';

/** What `onRequest` takes, made of a function from request to response. */
export const answering =
  (handle: (request: Request) => Promise<Response>): Parameters<typeof onRequest>[0] =>
  async (request, response) => {
    const answer = await handle(webRequest(request));
    response.status(answer.status);
    for (const [name, value] of answer.headers) response.setHeader(name, value);
    response.end(await answer.text());
  };

/** Firebase has read and parsed the body already; what counts is the body as it came. */
function webRequest(request: FirebaseRequest): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined) headers.set(name, String(value));
  const body = request.method === 'GET' || request.method === 'HEAD' ? null : new Uint8Array(request.rawBody ?? []);
  return new Request('https://ingest.invalid/', { method: request.method, headers, body });
}
