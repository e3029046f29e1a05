import type { LeadContact } from './validators.gen.js';

/** Who sits before the device, as far as the page has said. */
export interface Identity {
  /** Which visitor of the device this is: later ones have greater numbers, and 0 is whoever was there before all logouts. */
  readonly visitor: number;
  readonly lead?: LeadContact | undefined;
}

/** The identity shared by all tabs: in localStorage, looked at each time, because another tab may have logged out. */
export interface IdentityStore {
  who(): Identity;
  become(identity: Identity): void;
}

/** Where storage is missing or not `allowed`, the identity lasts as long as the page. */
export function identityStore(key: string, allowed: () => boolean): IdentityStore {
  let known: Identity = { visitor: 0 };
  /** The text that `known` was read from: looking costs a microsecond, parsing several. */
  let seen: string | null | undefined;
  return {
    who() {
      try {
        const text = allowed() && localStorage.getItem(key);
        if (text && text !== seen) {
          const told: Partial<Identity> = JSON.parse((seen = text));
          // Somebody else's text under our key must not name a visitor: this throws where it would.
          told.lead?.email.trim();
          known = { visitor: 0, ...told };
        }
      } catch {
        // Forbidden here, or not ours: this page's own knowledge serves.
      }
      return known;
    },
    become(identity) {
      known = identity;
      try {
        try {
          if (allowed()) return localStorage.setItem(key, (seen = JSON.stringify(identity)));
        } catch {
          // No room: then nobody, rather than who was there before.
        }
        // A visitor whose consent is pending may yet be who is stored.
        if (allowed() || !identity.lead) localStorage.removeItem(key);
      } catch {
        // As above.
      }
    },
  };
}
