import { EMAIL } from '../schema/fields.js';
import { normalizeEmail } from '../schema/normalize.js';
import { WrongUse } from './command.js';

/** The one address that a command is about, as it is stored. Throws a `WrongUse`. */
export function emailIn(command: string, positionals: readonly string[]): string {
  const [typed, ...rest] = positionals;
  if (typed === undefined || rest.length) throw new WrongUse(`${command}: give one email address`);
  const email = normalizeEmail(typed);
  if (!EMAIL.test(email) || email.length > 254) throw new WrongUse(`${command}: ${typed} is no email address`);
  return email;
}
