import { readFileSync } from 'node:fs';
import { type Emulator, ROOT, startEmulator } from '../support/emulator.js';
import type { Commit } from './commits.js';
import { type Answer, answerTo, committing, type Identity, type Request } from './wire.js';

export const INGEST: Identity = { uid: 'crm-ingest', claims: { role: 'ingest' } };
export const MIGRATE: Identity = { uid: 'crm-migrate', claims: { role: 'migrate' } };
export const AUDITOR: Identity = { uid: 'crm-auditor', claims: { role: 'auditor' } };
export const AGENT: Identity = { uid: 'agent-1', claims: { role: 'agent', sites: ['siam-visa-pro'] } };
export const ELSEWHERE: Identity = { uid: 'agent-2', claims: { role: 'agent', sites: ['other-site'] } };
export const ADMIN: Identity = { uid: 'admin-1', claims: { role: 'admin' } };
export const NOBODY: Identity = null;
export const STRANGER: Identity = { uid: 'stranger', claims: {} };
/** An agent that was given no sites. */
export const SITELESS: Identity = { uid: 'agent-4', claims: { role: 'agent' } };
/** An agent once: the role is gone, the sites are not. */
export const FORMER: Identity = { uid: 'agent-3', claims: { role: 'none', sites: ['siam-visa-pro'] } };

/** A real Firestore with our rules. */
export interface World {
  emulator: Emulator;
  /** Puts other rules in force. Throws an Error where they are none. */
  load(rules: string): Promise<void>;
  /** Writes without rules. */
  given(...commits: Commit[]): Promise<void>;
  /** Whether the rules let somebody commit this. */
  allows(identity: Identity, commit: Commit): Promise<boolean>;
  /** What they say to this. */
  answer(identity: Identity, request: Request): Promise<Answer>;
  /** Whether they let somebody do this. */
  does(identity: Identity, request: Request): Promise<boolean>;
  stop(): Promise<void>;
}

export async function startWorld(): Promise<World> {
  const emulator = await startEmulator();
  const world: World = {
    emulator,
    async load(rules) {
      const response = await fetch(rulesAt(emulator, 'securityRules'), {
        method: 'PUT',
        body: JSON.stringify({ rules: { files: [{ name: 'firestore.rules', content: rules }] } }),
      });
      if (!response.ok) throw new Error(await response.text());
    },
    async given(...commits) {
      const all: Commit = Object.assign({}, ...commits);
      if (Object.keys(all).length && (await answerTo(emulator, 'owner', committing(all))) !== 'allowed')
        throw new Error(`Firestore cannot hold this: ${JSON.stringify(all)}`);
    },
    answer: (identity, request) => answerTo(emulator, identity, request),
    does: async (identity, request) => (await world.answer(identity, request)) === 'allowed',
    allows: (identity, commit) => world.does(identity, committing(commit)),
    stop: () => emulator.stop(),
  };
  await world.load(readFileSync(`${ROOT}firestore.rules`, 'utf8'));
  return world;
}

/** Where the emulator says something about its rules. */
export const rulesAt = ({ host, port, project }: Emulator, what: 'securityRules' | 'ruleCoverage'): string =>
  `http://${host}:${port}/emulator/v1/projects/${project}:${what}`;
