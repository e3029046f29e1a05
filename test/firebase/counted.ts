import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Session } from '../../src/firebase/identity.js';
import { ROOT } from '../support/emulator.js';
import { type Emulated, startEmulated } from './emulated.js';

/** What went over the wire, and what the rules looked at because of it. Firestore bills documents, and both kinds of reads. */
export interface Counts {
  requests: number;
  reads: number;
  writes: number;
  commits: number;
  /** Documents that the rules read, each once a commit. */
  readByRules: number;
}

export interface Counted extends Emulated {
  /** What `work` cost. One at a time. */
  count(work: () => Promise<unknown>): Promise<Counts>;
}

/** The emulators behind a server that counts; what is sent through `session` passes it. */
export async function startCounted(): Promise<Counted> {
  const emulated = await startEmulated();
  const { firestoreUrl } = emulated.session;
  const rules = rulesCounter(firestoreUrl);
  let counts: Counts | undefined;
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const isCommit = request.url!.endsWith(':commit');
    if (isCommit) await rules.forget();
    const answer = await fetch(firestoreUrl + request.url, { method: 'POST', headers: headersOf(request), body });
    const answered = await answer.text();
    if (counts) {
      const { documents = [], writes = [] } = JSON.parse(body);
      counts.requests++;
      counts.reads += documents.length;
      if (isCommit) {
        counts.commits++;
        counts.writes += writes.filter((write: object) => 'update' in write).length;
        counts.readByRules += await rules.documentsRead();
      }
    }
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answered);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const through = (session: Session): Session => ({ ...session, firestoreUrl: url });
  return {
    ...emulated,
    session: through(emulated.session),
    signedInAs: (role) => through(emulated.signedInAs(role)),
    async count(work) {
      counts = { requests: 0, reads: 0, writes: 0, commits: 0, readByRules: 0 };
      await work();
      const counted = counts;
      counts = undefined;
      return counted;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await emulated.stop();
    },
  };
}

const headersOf = ({ headers }: IncomingMessage) => ({
  authorization: headers.authorization ?? '',
  'content-type': 'application/json',
});

/** A path of the rules as a text made of parts: the emulator's coverage report then tells which documents it named. */
const spelledOut = (rules: string): string =>
  rules.replace(/(?<=[tr]\()\/databases\/\$\(database\)\/documents((?:\/(?:\w+|\$\([\w.]+\)))+)(?=\))/g, (_, path) => {
    const parts = path.replace(/\$\(([\w.]+)\)/g, "' + $1 + '");
    return `path('/databases/' + database + '/documents${parts}')`;
  });

interface Node {
  children?: Node[];
  values?: { value: { stringValue?: string } }[];
}

function rulesCounter(url: string) {
  const project = `${url}/emulator/v1/projects/demo-siam-visa`;
  const content = spelledOut(readFileSync(`${ROOT}/firestore.rules`, 'utf8'));
  const rules = JSON.stringify({ rules: { files: [{ name: 'firestore.rules', content }] } });
  const documentsIn = (node: Node): string[] => [
    ...(node.values ?? []).map(({ value }) => value.stringValue ?? ''),
    ...(node.children ?? []).flatMap(documentsIn),
  ];
  return {
    /** Loading rules, the same ones too, begins a new report. */
    async forget() {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(`${project}:securityRules`, { method: 'PUT', headers, body: rules });
      if (!response.ok) throw new Error(`the rules were not taken: ${await response.text()}`);
    },
    async documentsRead(): Promise<number> {
      const { report } = (await (await fetch(`${project}:ruleCoverage`)).json()) as { report: Node[] };
      const paths = report
        .flatMap(documentsIn)
        .filter((path) => /^\/databases\/[^/]+\/documents(\/[^/]+\/[^/]+)+$/.test(path));
      return new Set(paths).size;
    },
  };
}
