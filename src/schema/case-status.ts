/** Statuses that events set. They only climb, in this order. */
export const CLIMBING_STATUSES = ['NEW', 'AUDIT_DONE', 'CALL_REQUESTED', 'CALL_SCHEDULED'] as const;

/** Statuses that only an agent sets; from then on events leave the status alone. */
export const AGENT_STATUSES = ['IN_PROGRESS', 'WON', 'LOST', 'CLOSED'] as const;

export const CASE_STATUSES = [...CLIMBING_STATUSES, ...AGENT_STATUSES] as const;
export type CaseStatus = (typeof CASE_STATUSES)[number];
