import { type App, getApps, initializeApp } from 'firebase-admin/app';

/** The one app of firebase-admin: it signs custom tokens and verifies those of App Check, and touches no data. */
export const adminApp = (projectId: string): App => getApps()[0] ?? initializeApp({ projectId });
