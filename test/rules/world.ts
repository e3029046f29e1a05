import { readFileSync } from 'node:fs';
import { type Emulator, ROOT, startEmulator } from '../support/emulator.js';
import type { Commit } from './commits.js';
import { allows, committing, type Identity, type Request } from './wire.js';

export const INGEST: Identity = { uid: 'crm-ingest', claims: { role: 'ingest' } };
export const MIGRATE: Identity = { uid: 'crm-migrate', claims: { role: 'migrate' } };
export const AUDITOR: Identity = { uid: 'crm-auditor', claims: { role: 'auditor' } };
export const AGENT: Identity = { uid: 'agent-1', claims: { role: 'agent', sites: ['siam-visa-pro'] } };
export const ELSEWHERE: Identity = { uid: 'agent-2', claims: { role: 'agent', sites: ['other-site'] } };
export const ADMIN: Identity = { uid: 'admin-1', claims: { role: 'admin' } };
export const NOBODY: Identity = null;
export const STRANGER: Identity = { uid: 'stranger', claims: {} };

/** A real Firestore with our rules. */
export interface World {
  emulator: Emulator;
  /** Puts other rules in force. Throws an Error where they are none. */
  load(rules: string): Promise<void>;
  /** Writes without rules. */
  given(...commits: Commit[]): Promise<void>;
  /** Whether the rules let somebody commit this. */
  allows(identity: Identity, commit: Commit): Promise<boolean>;
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
      if (Object.keys(all).length && !(await allows(emulator, 'owner', committing(all))))
        throw new Error(`Firestore cannot hold this: ${JSON.stringify(all)}`);
    },
    allows: (identity, commit) => allows(emulator, identity, committing(commit)),
    does: (identity, request) => allows(emulator, identity, request),
    stop: () => emulator.stop(),
  };
  await world.load(readFileSync(`${ROOT}firestore.rules`, 'utf8'));
  return world;
}

/** Where the emulator says something about its rules. */
export const rulesAt = ({ host, port, project }: Emulator, what: 'securityRules' | 'ruleCoverage'): string =>
  `http://${host}:${port}/emulator/v1/projects/${project}:${what}`;
