/** An account of Firebase Auth. */
export interface Account {
  readonly uid: string;
  readonly email: string;
  /** The custom claims, also those of other tools. */
  readonly claims: Readonly<Record<string, unknown>>;
}

/** The accounts of a project. */
export interface Accounts {
  find(email: string): Promise<Account | undefined>;
  create(email: string): Promise<Account>;
  /** Replaces all custom claims, and ends the sessions that have the old ones. */
  setClaims(uid: string, claims: Readonly<Record<string, unknown>>): Promise<void>;
}

/** What somebody may do: `firestore.rules` goes by it. */
export type Grant = { readonly role: 'admin' } | { readonly role: 'agent'; readonly sites: readonly string[] };

/** The claims after a grant, or without any; those of other tools stay. */
export function claimsWith(
  { role: _role, sites: _sites, ...others }: Readonly<Record<string, unknown>>,
  grant: Grant | undefined,
): Record<string, unknown> {
  return { ...others, ...grant };
}

/** What claims allow, in words. */
export function rightsIn({ role, sites }: Readonly<Record<string, unknown>>): string {
  if (role === 'admin') return 'admin, on every site';
  if (role === 'agent') return `agent on ${Array.isArray(sites) && sites.length ? sites.join(', ') : 'no site'}`;
  return role === undefined ? 'nothing' : `role ${String(role)}`;
}
