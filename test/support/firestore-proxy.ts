import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** One call of Firestore's REST API, with its answer. */
export interface Call {
  readonly method: string;
  /** Paths of documents that the call wrote. */
  readonly written: readonly string[];
  /** Paths of documents that it read, missing ones too: Firestore bills each. */
  readonly read: readonly string[];
  /** How many entries of an index a count looked at. */
  readonly counted: number;
}

export interface FirestoreProxy {
  /** `host:port`. */
  readonly host: string;
  /** Every call so far. */
  readonly calls: readonly Call[];
  /** Forgets the calls. */
  clear(): void;
  stop(): Promise<void>;
}

const pathOf = (name: string): string => name.slice(name.indexOf('/documents/') + '/documents/'.length);

interface Document {
  name: string;
}
interface Row {
  found?: Document;
  missing?: string;
  document?: Document;
  result?: { aggregateFields?: Record<string, { integerValue?: string }> };
}

/**
 * Stands between a program and an emulator's Firestore, and sees every call. `answered` is told of each once Firestore has
 * done it and before the program hears of it; `delay` is how long an answer takes on top, ms.
 */
export async function startProxy(
  firestore: string,
  { answered = () => {}, delay = 0 }: { answered?(call: Call): void; delay?: number } = {},
): Promise<FirestoreProxy> {
  const calls: Call[] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const answer = await fetch(`http://${firestore}${request.url}`, {
      method: request.method!,
      headers: { authorization: request.headers.authorization ?? '', 'content-type': 'application/json' },
      ...(body && { body }),
    });
    const said = await answer.text();
    const call = callOf(
      request.url!.split(':').at(-1)!,
      body ? JSON.parse(body) : {},
      answer.ok ? JSON.parse(said) : [],
    );
    calls.push(call);
    answered(call);
    if (delay) await new Promise((resolve) => setTimeout(resolve, delay));
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(said);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    clear: () => void calls.splice(0),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function callOf(method: string, body: { writes?: { update?: Document; delete?: string }[] }, answer: unknown): Call {
  const rows = (Array.isArray(answer) ? answer : []) as Row[]; // what the API answers to a reading call
  return {
    method,
    written: (body.writes ?? []).flatMap((write) => {
      const name = write.update?.name ?? write.delete;
      return name ? [pathOf(name)] : [];
    }),
    read: rows.flatMap(({ found, missing, document }) => {
      const name = found?.name ?? missing ?? document?.name;
      return name ? [pathOf(name)] : [];
    }),
    counted: rows.reduce(
      (sum, { result }) => sum + Number(Object.values(result?.aggregateFields ?? {})[0]?.integerValue ?? 0),
      0,
    ),
  };
}
