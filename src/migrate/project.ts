import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { type Settings, settingsFrom } from '../firebase/settings.js';
import { WrongUse } from './command.js';

/** What every command that speaks to a project takes. */
export const PROJECT_OPTION = { project: { type: 'string' } } as const;

/** Its part of a help text. */
export const PROJECT_HELP = `  --project ID   the Firebase project; by default GCLOUD_PROJECT, else demo-siam-visa with the emulators.
                 Its settings are read from .env.ID in the working directory, the file that its function is
                 deployed with; the environment overrides it.

With FIRESTORE_EMULATOR_HOST and FIREBASE_AUTH_EMULATOR_HOST it speaks to the emulators and needs no credentials. A real
project takes application default credentials (\`gcloud auth application-default login\`) that may sign tokens as the
project's crm-ingest account (roles/iam.serviceAccountTokenCreator), and WEB_API_KEY, which is no secret.`;

/**
 * The settings of the project that a command works on: those of its function, so that both make the same of an event.
 * Throws a `WrongUse` that names what is missing.
 */
export function settingsOf(project: string | undefined, env: Readonly<Record<string, string | undefined>>): Settings {
  const firestore = env.FIRESTORE_EMULATOR_HOST;
  const auth = env.FIREBASE_AUTH_EMULATOR_HOST;
  if (Boolean(firestore) !== Boolean(auth))
    throw new WrongUse('set both FIRESTORE_EMULATOR_HOST and FIREBASE_AUTH_EMULATOR_HOST, or neither');
  const id = project ?? env.GCLOUD_PROJECT;
  if (!id && !firestore) throw new WrongUse("which project? Give --project, or set both emulators' hosts");
  const file = `.env.${id}`;
  const deployed = id && existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
  try {
    return settingsFrom({ ...deployed, ...env, ...(id && { GCLOUD_PROJECT: id }) });
  } catch (error) {
    throw new WrongUse(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
