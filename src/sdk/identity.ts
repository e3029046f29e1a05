import type { LeadContact } from './validators.gen.js';

/** Who the visitor is, as far as the page has said. */
export interface Identity {
  /** Since when the visitor is this one, epoch ms: what was held before is never given to this lead. */
  readonly since: number;
  readonly lead?: LeadContact | undefined;
}

/** The identity shared by all tabs: in localStorage, read anew each time, because another tab may have logged out. */
export interface IdentityStore {
  get(): Identity;
  set(identity: Identity): void;
}

/** Where storage is missing or not `allowed`, the identity lasts as long as the page. */
export function identityStore(key: string, allowed: () => boolean): IdentityStore {
  let known: Identity = { since: 0 };
  return {
    get() {
      try {
        if (allowed()) return JSON.parse(localStorage.getItem(key)!) ?? known;
      } catch {
        // Forbidden here, or not ours: this page's own knowledge serves.
      }
      return known;
    },
    set(identity) {
      known = identity;
      try {
        if (allowed()) localStorage.setItem(key, JSON.stringify(identity));
        else localStorage.removeItem(key);
      } catch {
        // As above.
      }
    },
  };
}
