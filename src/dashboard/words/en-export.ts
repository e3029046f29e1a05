/** The columns of an exported list. `fr-export.ts` has the same shape. */
export const enExport = {
  email: 'Email',
  status: 'Status',
  visa: 'Visa',
  site: 'Site',
  owner: 'Owner',
  score: 'Audit score',
  waiting: (zone: string) => `Waiting since (${zone})`,
  latest: (zone: string) => `Latest event (${zone})`,
  action: (zone: string) => `Next action (${zone})`,
  handled: (zone: string) => `Handled (${zone})`,
  opened: (zone: string) => `Opened (${zone})`,
  id: 'Case id',
};

export type ExportWords = typeof enExport;
