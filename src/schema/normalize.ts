/** An email as the identity it is: trimmed, NFC, lower-case. What comes out may still not be an email. */
export const normalizeEmail = (email: string): string => email.trim().normalize('NFC').toLowerCase();

/** A name trimmed, NFC, with single spaces. */
export function normalizeName(name: string): string {
  return name.trim().normalize('NFC').replace(/\s+/g, ' ');
}
