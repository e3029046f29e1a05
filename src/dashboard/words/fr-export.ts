import type { ExportWords } from './en-export.js';

export const frExport: ExportWords = {
  email: 'E-mail',
  status: 'Statut',
  visa: 'Visa',
  site: 'Site',
  owner: 'Responsable',
  score: 'Note d’audit',
  waiting: (zone) => `Attend depuis (${zone})`,
  latest: (zone) => `Dernier événement (${zone})`,
  action: (zone) => `Prochaine action (${zone})`,
  handled: (zone) => `Traité (${zone})`,
  opened: (zone) => `Ouvert (${zone})`,
  id: 'Identifiant',
};
