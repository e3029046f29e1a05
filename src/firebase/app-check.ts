import { adminApp } from './admin-app.js';

/** `observe` logs what a token is worth, `enforce` also refuses a request whose token is not `valid`. */
export const APP_CHECK_MODES = ['off', 'observe', 'enforce'] as const;
export type AppCheckMode = (typeof APP_CHECK_MODES)[number];

/** What the App Check token of a request is worth: `valid` means that one of the project's own apps sent it. */
export type AppCheckVerdict = 'valid' | 'missing' | 'invalid';

/**
 * Verifies App Check tokens of a project. Without a network for Google's public keys every token is `invalid`: the page
 * keeps its events and tries again. firebase-admin's verifier is loaded with the first token.
 */
export function appCheckOf(projectId: string): (token: string | undefined) => Promise<AppCheckVerdict> {
  return async (token) => {
    if (!token) return 'missing';
    const { getAppCheck } = await import('firebase-admin/app-check');
    return getAppCheck(adminApp(projectId))
      .verifyToken(token)
      .then(
        () => 'valid',
        () => 'invalid', // expired, forged, of another project: one answer, since each asks for a fresh token
      );
  };
}
