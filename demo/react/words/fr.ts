import type { Document, Visa } from '../documents.js';
import type { Words } from './en.js';

const visas: Record<Visa, string> = {
  DTV: 'DTV (télétravail)',
  RETIREMENT: 'Retraite',
  MARRIAGE: 'Mariage',
};

const documents: Record<Document, string> = {
  passport: 'Passeport valable 6 mois ou plus',
  savings: 'Relevé bancaire de plus de 500 000 THB',
  remoteWork: 'Justificatif de télétravail',
  address: 'Justificatif de domicile',
  photo: 'Photo d’identité récente',
  pension: 'Justificatif de 800 000 THB ou d’une pension',
  insurance: 'Assurance santé',
  police: 'Extrait de casier judiciaire',
  medical: 'Certificat médical',
  marriage: 'Acte de mariage',
  spouse: 'Carte d’identité thaïe et livret de domicile du conjoint',
  income: 'Justificatif de 400 000 THB ou de revenus',
};

/** « 1 document est prêt », « 3 documents sur 5 sont prêts » : zéro et un sont au singulier. */
const count = (ready: number, all: number) =>
  `${ready} ${ready < 2 ? 'document' : 'documents'} sur ${all} ${ready < 2 ? 'est prêt' : 'sont prêts'}.`;

/** Tout ce que dit le chat. */
export const fr: Words = {
  lang: 'fr',
  visas,
  documents,

  title: 'Assistant visa',
  scripted: 'Un exemple : il suit un script, sans IA ni conseil juridique.',
  console: 'Voir ce qui arrive',
  language: 'Langue',
  log: 'Conversation',
  assistant: 'Assistant :',
  you: 'Vous :',

  hello: 'Bonjour ! Je vérifie si vos documents sont prêts pour un visa thaïlandais. Cela prend une minute.',
  ask: {
    visa: 'De quel visa s’agit-il ?',
    documents: 'Lesquels de ces documents avez-vous déjà ?',
    next: 'Que souhaitez-vous faire maintenant ?',
    phone: 'À quel numéro, avec l’indicatif du pays, pouvons-nous vous appeler ?',
    notes: 'Quand cela vous convient-il, et à quel sujet ?',
    end: 'Merci. Vous pouvez fermer cette page.',
  },
  askEmail: {
    first: 'Où pouvons-nous vous écrire ? Vous pouvez aussi me le dire plus tard.',
    again: 'Ce résultat reste sur votre appareil tant que je ne sais pas à qui il appartient. Quel est votre e-mail ?',
    call: 'Quel e-mail notons-nous à côté de ce numéro ?',
    last: 'Il reste une chose : sans votre e-mail, rien de tout cela ne nous parvient. Quel est-il ?',
  },
  finishOnly: 'Autre chose ? Sinon, voici comment terminer :',

  choices: 'Réponses',
  later: 'Plus tard',
  call: 'Demander un appel',
  finish: 'Terminer par un résumé',
  noCall: 'Finalement, pas d’appel',
  noNotes: 'Rien à ajouter',
  restart: 'Nouvelle conversation',
  forget: 'Je suis une autre personne',
  check: 'Vérifier',
  noneReady: 'Aucun pour le moment',
  ready: (list) => `J’ai : ${list}`,

  gotEmail: 'Merci, c’est noté.',
  gotLater: 'Comme vous voulez. D’ici là, vos réponses sont gardées sur cet appareil.',
  gotCall: 'Votre demande d’appel est notée.',

  audit: 'Le résultat',
  verdict: { VALID: 'Complet', PENDING: 'L’essentiel est là', INVALID: 'Pas encore prêt' },
  count: ({ ready, missing }) => count(ready.length, ready.length + missing.length),
  missing: 'Il manque',
  issue: (document) => `Le dossier ne peut pas être déposé sans : ${document}`,

  summary: 'Résumé',
  executiveSummary: ({ visa, ready, missing }, asksForCall) =>
    `Visa ${visas[visa]} : ${count(ready.length, ready.length + missing.length)}${
      asksForCall ? ' Un appel a été demandé.' : ''
    }`,
  strengths: 'Prêt',
  weaknesses: 'Il manque',
  plan: 'À faire',
  prepare: (document) => `Préparer : ${document}`,
  submit: 'Déposer le dossier',
  takeCall: 'Répondre à l’appel d’un conseiller',
  thisWeek: 'cette semaine',
  beforeSubmission: 'avant le dépôt',
  soon: 'bientôt',

  composer: {
    visa: 'Votre réponse',
    email: 'Votre e-mail',
    documents: 'Numéros, ex. 1 3',
    next: 'Votre réponse',
    phone: 'Votre numéro de téléphone',
    notes: 'Votre message',
    end: 'Votre réponse',
  },
  send: 'Envoyer',
  complaint: {
    choose: 'Je suis un script : choisissez une des réponses, ou tapez son numéro.',
    numbers: 'Cochez vos documents, ou tapez leurs numéros, par exemple 1 3.',
    email: 'Cela ne ressemble pas à une adresse e-mail.',
    phone: 'Commencez par l’indicatif du pays, par exemple +33 6 12 34 56 78.',
    unsaved: 'Cela n’a pas pu être gardé. Veuillez réessayer.',
  },

  delivery: {
    opening: 'Un instant…',
    nothing: 'Rien à envoyer pour l’instant',
    held: 'Gardé ici, en attente de votre e-mail',
    saved: 'Gardé sur cet appareil',
    offline: 'Gardé sur cet appareil, en attente',
    memory: 'Gardé tant que cette page est ouverte',
    delivered: 'Transmis',
    refused: 'Non transmis',
    lost: 'Un envoi n’a pas été gardé',
  },
  retry: 'Réessayer',
};
