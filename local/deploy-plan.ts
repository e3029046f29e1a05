import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { settingsFrom } from '../src/firebase/settings.js';
import { FIREBASE_TOOLS } from './emulators.js';
import { StartFailure } from './failure.js';

/** What can be deployed by itself. */
const PARTS = ['firestore', 'functions', 'hosting'] as const;

/** What is not among the settings, because it is in Secret Manager: docs/calendly.md. */
const SECRET = 'CALENDLY_SIGNING_KEY';

export interface Plan {
  /** What will be put where, for a reader. */
  lines: string[];
  /** The arguments of npx. */
  command: string[];
}

/** Where the settings of a project's function are: a file of the operator's, beside `firebase.json`. */
export const settingsFile = (root: string, project: string): string => join(root, `.env.${project}`);

/**
 * What deploying will do. Fails with a `StartFailure` on a part that there is not, a setting that is missing or wrong,
 * and, where it is `built`, on a file that is missing. Shows no setting's value.
 */
export function planOf(root: string, project: string, parts: readonly string[], { built }: { built: boolean }): Plan {
  const unknown = parts.find((part) => !PARTS.some((known) => known === part));
  if (unknown !== undefined) throw new StartFailure(`--only takes ${PARTS.join(', ')}, not "${unknown}"`);
  const settings = parts.includes('functions') ? settingsOf(root, project) : [];
  const lines = [`To the Firebase project ${project}:`];
  if (parts.includes('firestore')) lines.push(...firestoreLines(root));
  if (parts.includes('functions'))
    lines.push(
      `  functions ingest and calendly, ${built ? kilobytes(join(root, 'dist/functions/index.js')) : 'not built yet'}`,
      `            settings ${settings.join(', ')}; secret ${SECRET}, which firebase-tools asks for once`,
    );
  if (parts.includes('hosting')) lines.push(`  hosting   ${built ? hostingLine(root) : 'not built yet'}`);
  return {
    lines,
    command: ['--yes', FIREBASE_TOOLS, 'deploy', '--project', project, '--only', parts.join(',')],
  };
}

/** The names of the settings. They are read as the function will read them, so that it does not fail at its first request. */
function settingsOf(root: string, project: string): string[] {
  const file = settingsFile(root, project);
  if (!existsSync(file))
    throw new StartFailure(`.env.${project} is not there: it holds the function's settings, see docs/operations.md`);
  const env = parseEnv(readFileSync(file, 'utf8'));
  if (SECRET in env)
    throw new StartFailure(
      `.env.${project}: ${SECRET} is a secret; take it out and run \`npx ${FIREBASE_TOOLS} functions:secrets:set ${SECRET} --project ${project}\``,
    );
  try {
    settingsFrom({ ...env, GCLOUD_PROJECT: project });
  } catch (error) {
    throw new StartFailure(`.env.${project}: ${(error as Error).message}`, { cause: error });
  }
  return Object.keys(env).sort();
}

function firestoreLines(root: string): string[] {
  const indexes = JSON.parse(readFileSync(join(root, 'firestore.indexes.json'), 'utf8'));
  return [
    `  rules     firestore.rules, ${kilobytes(join(root, 'firestore.rules'))}`,
    `  indexes   ${indexes.indexes.length}, and ${indexes.fieldOverrides.length} exemptions; firebase-tools asks before it deletes others`,
  ];
}

function hostingLine(root: string): string {
  const folder = join(root, 'dist/hosting');
  if (!existsSync(folder)) throw new StartFailure('dist/hosting is not there: run `npm run build`');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const { hosting } = JSON.parse(readFileSync(join(root, 'firebase.json'), 'utf8'));
  const rewrites = hosting.rewrites.map(
    ({ source, function: to }: { source: string; function: { functionId: string } }) => `${source} → ${to.functionId}`,
  );
  return `${files.length} files of dist/hosting; ${rewrites.join(', ')}`;
}

function kilobytes(file: string): string {
  if (!existsSync(file)) throw new StartFailure(`${file} is not there: run \`npm run build\``);
  return `${Math.ceil(statSync(file).size / 1024)} KiB`;
}
