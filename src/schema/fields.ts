import * as z from 'zod';

/** Separates texts where a list is checked as one; no text in a list may contain it (see codegen/to-rules.ts). */
export const UNIT_SEPARATOR = '\u001f';

/** An instant as ISO-8601 UTC with milliseconds and `Z`: fixed width, so that text order is time order. */
export const INSTANT =
  /^20\d\d-(0[13578]-(0[1-9]|[12]\d|3[01])|1[02]-(0[1-9]|[12]\d|3[01])|(0[469]|11)-(0[1-9]|[12]\d|30)|02-(0[1-9]|[12]\d))T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

/** Space of every kind, control characters, `/`, and characters that cannot be seen: none of them is in an address. */
const NOT_IN_EMAIL =
  '\\u0000-\\u0020\\u007f-\\u00a0\\u00ad\\u1680\\u180e\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u3000\\ufeff/@';

/** One `@`, a dot in the domain, nothing invisible, no slash: legal as a Firestore document id by construction. */
export const EMAIL = new RegExp(`^[^${NOT_IN_EMAIL}]+@[^${NOT_IN_EMAIL}._]+(\\.[^${NOT_IN_EMAIL}._]+)+$`);

/** A phone number in E.164: `+`, country code, at most 15 digits. */
export const PHONE = /^\+[1-9]\d{6,14}$/;

export const HASH = /^[0-9a-f]{64}$/;

/** A text of at most `max` characters, `min` at least: code points, as zod and the Firestore rules count them. */
export const text = (max: number, min = 0) => (min ? z.string().min(min).max(max) : z.string().max(max));

const SEPARATOR_FREE = new RegExp(`^[^${UNIT_SEPARATOR}]*$`);

/** A text inside a list. */
export const listedText = (max: number, min = 0) =>
  text(max, min).regex(SEPARATOR_FREE).meta({ says: 'text without U+001F' });

/** A list of at most `items` texts that hold at most `characters` (code points) in all. */
export const texts = (items: number, characters: number) =>
  z
    .array(z.string().regex(SEPARATOR_FREE).meta({ says: 'text without U+001F' }))
    .max(items)
    .check(({ value, issues }) => {
      const joined = value.join('');
      const length = joined.length > characters ? Array.from(joined).length : joined.length;
      if (length > characters)
        issues.push({
          code: 'too_big',
          origin: 'array',
          maximum: characters,
          inclusive: true,
          input: value,
          message: `Too big: expected the texts to have <=${characters} characters in all, received ${length}`,
        });
    })
    .meta({ characters });

/** A score from 0 to 100. */
export const score = () => z.number().min(0).max(100);

/** `says` completes "must be …" in the browser's messages. */
export const instant = () => z.string().regex(INSTANT).meta({ says: 'a UTC time like 2026-03-01T09:30:00.000Z' });

export const hash = () => z.string().regex(HASH);
