/** Firestore paths, by document. */
export const leadPath = (email: string) => `leads/${email}`;
export const casePath = (caseId: string) => `cases/${caseId}`;
export const eventPath = (caseId: string, eventId: string) => `cases/${caseId}/events/${eventId}`;
export const claimPath = (eventId: string) => `event_claims/${eventId}`;
export const conflictPath = (eventId: string, contentHash: string) =>
  `event_claims/${eventId}/conflicts/${contentHash}`;
export const erasurePath = (emailHash: string) => `erasures/${emailHash}`;
