import { parseArgs } from 'node:util';
import { type Role, sessionAs } from '../firebase/identity.js';
import { firestoreRuns } from '../firebase/runs.js';
import type { Runs } from './backfill-ports.js';
import type { Io } from './command.js';
import { PROJECT_OPTION, settingsOf } from './project.js';
import type { Run } from './run.js';

/** The runs of a project, as one of the identities. */
export const runsOf = (project: string | undefined, io: Io, role: Role): Runs =>
  firestoreRuns(sessionAs({ ...settingsOf(project, io.env), role }));

/** The project that arguments name which hold nothing else. */
export const projectIn = (args: readonly string[]): string | undefined =>
  parseArgs({ args: [...args], options: PROJECT_OPTION }).values.project;

/** Tells the open run what the operator wants. Answers it, or `undefined` where none is open. */
export async function steer(runs: Runs, wanted: Run['wanted']): Promise<Run | undefined> {
  for (;;) {
    const kept = await runs.read();
    if (!kept || kept.run.phase === 'done') return undefined;
    const run = { ...kept.run, wanted };
    // Whoever holds the run keeps changing it.
    if (kept.run.wanted === wanted || (await runs.keep(run, kept.version)) !== undefined) return run;
  }
}
