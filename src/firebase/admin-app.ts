import { type App, getApps, initializeApp } from 'firebase-admin/app';

/**
 * The one app of firebase-admin: it signs custom tokens and verifies those of App Check, and touches no data. It signs as
 * the function's own account; on an operator's machine their credentials must be allowed to.
 */
export const adminApp = (projectId: string): App =>
  getApps()[0] ?? initializeApp({ projectId, serviceAccountId: `crm-ingest@${projectId}.iam.gserviceaccount.com` });
