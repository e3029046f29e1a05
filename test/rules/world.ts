import { readFileSync } from 'node:fs';
import {
  initializeTestEnvironment,
  type RulesTestContext,
  type RulesTestEnvironment,
} from '@firebase/rules-unit-testing';
import { deleteDoc, doc, type Firestore, setDoc, setLogLevel, writeBatch } from 'firebase/firestore';
import { type Emulator, ROOT, startEmulator } from '../support/emulator.js';
import type { Commit } from './commits.js';

/** Whoever writes: custom claims, or nobody. */
export type Identity = { uid: string; claims: Record<string, unknown> } | null;

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
  env: RulesTestEnvironment;
  as(identity: Identity): Firestore;
  /** Writes without rules. */
  given(...commits: Commit[]): Promise<void>;
  /** Whether the rules let somebody commit this. */
  allows(identity: Identity, commit: Commit): Promise<boolean>;
  stop(): Promise<void>;
}

/** `CRM_RULES` names other rules to hold to the tests, e.g. mutants of ours: the tests ought to fail. */
export async function startWorld(): Promise<World> {
  const rules = readFileSync(process.env.CRM_RULES ?? `${ROOT}firestore.rules`, 'utf8');
  setLogLevel('silent'); // every refusal would be logged
  const emulator = await startEmulator();
  const env = await initializeTestEnvironment({
    projectId: emulator.project,
    firestore: { host: emulator.host, port: emulator.port, rules },
  });
  const contexts = new Map<Identity, RulesTestContext>();
  const as = (identity: Identity): Firestore => {
    let context = contexts.get(identity);
    if (!context) {
      context = identity ? env.authenticatedContext(identity.uid, identity.claims) : env.unauthenticatedContext();
      contexts.set(identity, context);
    }
    return context.firestore() as unknown as Firestore; // the library declares the older, compatible API
  };
  return {
    emulator,
    env,
    as,
    async given(...commits) {
      await env.withSecurityRulesDisabled(async (context) => {
        const db = context.firestore() as unknown as Firestore; // as above
        for (const commit of commits)
          for (const [path, document] of Object.entries(commit))
            await (document ? setDoc(doc(db, path), document) : deleteDoc(doc(db, path)));
      });
    },
    async allows(identity, commit) {
      const db = as(identity);
      const batch = writeBatch(db);
      for (const [path, document] of Object.entries(commit)) {
        if (document) batch.set(doc(db, path), document);
        else batch.delete(doc(db, path));
      }
      return allowed(batch.commit());
    },
    async stop() {
      await env.cleanup();
      await emulator.stop();
    },
  };
}

/** Whether an operation was allowed; any failure that is no refusal is thrown. */
export async function allowed(operation: Promise<unknown>): Promise<boolean> {
  try {
    await operation;
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === 'permission-denied') return false; // Firestore's errors have a code
    throw error;
  }
}
