import { parseArgs } from 'node:util';
import { firebaseAccounts } from '../firebase/accounts.js';
import { EXIT, type ExitCode, type Io, WrongUse } from './command.js';
import { emailIn } from './email-argument.js';
import { claimsWith, type Grant, rightsIn } from './grant.js';
import { PROJECT_HELP, PROJECT_OPTION, settingsOf } from './project.js';

export const help = `crm-admin grant <email> --role agent --sites SITE[,SITE…]
crm-admin grant <email> --role admin
crm-admin grant <email> --revoke

Lets an account of Firebase Auth work on the dashboard: an agent on the sites named, an admin on every site. Says what
the account had before; what it had is replaced, not added to. Takes effect with the account's next sign-in, within an
hour at the latest. Writes with your own credentials (roles/firebaseauth.admin).

${PROJECT_HELP}
  --role    agent or admin
  --sites   the site_ids of an agent, comma-separated
  --revoke  takes the role away; the account stays
  --create  makes the account where there is none, without a password: its owner asks for one, or signs in with Google

Without --role and --revoke it only says what the account may do.
Exit codes: 0 done, 1 there is no such account, 2 wrong use, 3 Auth did not answer or refused.`;

export async function run(args: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      ...PROJECT_OPTION,
      role: { type: 'string' },
      sites: { type: 'string' },
      revoke: { type: 'boolean' },
      create: { type: 'boolean' },
    },
  });
  const email = emailIn('grant', positionals);
  const asked = values.role !== undefined || values.revoke;
  const grant = grantOf(values);
  // Signs nobody in, so it needs no key.
  const { projectId, sites } = settingsOf(values.project, { WEB_API_KEY: 'unused', ...io.env });
  const accounts = firebaseAccounts(projectId);
  const account = (await accounts.find(email)) ?? (values.create && grant ? await accounts.create(email) : undefined);
  if (!account) {
    io.note(`There is no account of ${email} in ${projectId}. They sign in once first, or --create makes one.`);
    return EXIT.no;
  }
  const { uid, claims } = account;
  if (!asked) {
    io.out(`${email} (${uid}): ${rightsIn(claims)}`);
    return EXIT.done;
  }
  for (const site of grant?.role === 'agent' ? grant.sites : [])
    if (!sites.includes('*') && !sites.includes(site))
      io.note(`Mind: ${site} is not among the sites whose events are taken (SITES).`);
  const changed = claimsWith(claims, grant);
  await accounts.setClaims(uid, changed);
  io.out(`${email} (${uid}): ${rightsIn(changed)}; before: ${rightsIn(claims)}`);
  return EXIT.done;
}

function grantOf(values: { role?: string; sites?: string; revoke?: boolean; create?: boolean }): Grant | undefined {
  const { role, revoke } = values;
  const sites = (values.sites ?? '')
    .split(',')
    .map((site) => site.trim())
    .filter(Boolean);
  if (revoke && (role !== undefined || values.sites !== undefined || values.create))
    throw new WrongUse('grant: --revoke goes alone');
  if (role === undefined && (values.sites !== undefined || values.create)) throw new WrongUse('grant: give --role');
  if (revoke || role === undefined) return undefined;
  if (role === 'admin') {
    if (values.sites !== undefined) throw new WrongUse('grant: an admin works on every site; leave out --sites');
    return { role };
  }
  if (role !== 'agent') throw new WrongUse(`grant: --role must be agent or admin, received ${role}`);
  if (!sites.length) throw new WrongUse('grant: give the sites of an agent, e.g. --sites siam-visa-pro');
  return { role, sites };
}
