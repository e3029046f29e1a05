import type { Audit } from '../audit.js';
import type { Document, Visa } from '../documents.js';

const visas: Record<Visa, string> = {
  DTV: 'DTV (remote work)',
  RETIREMENT: 'Retirement',
  MARRIAGE: 'Marriage',
};

const documents: Record<Document, string> = {
  passport: 'Passport valid for 6 months or more',
  savings: 'Bank statement above 500,000 THB',
  remoteWork: 'Proof of remote work',
  address: 'Proof of address',
  photo: 'Recent passport photo',
  pension: 'Proof of 800,000 THB or a pension',
  insurance: 'Health insurance',
  police: 'Police certificate',
  medical: 'Medical certificate',
  marriage: 'Marriage certificate',
  spouse: 'Spouse’s Thai ID and house registration',
  income: 'Proof of 400,000 THB or an income',
};

/** Everything the chat says. French has the same keys, or does not compile. */
export const en = {
  lang: 'en',
  visas,
  documents,

  title: 'Visa assistant',
  scripted: 'An example: it follows a script, no AI, no legal advice.',
  console: 'See what arrives',
  language: 'Language',
  log: 'Conversation',
  assistant: 'Assistant:',
  you: 'You:',

  hello: 'Hello! I check whether your documents are ready for a Thai visa. It takes a minute.',
  ask: {
    visa: 'Which visa is it about?',
    documents: 'Which of these documents do you have ready?',
    next: 'What would you like to do next?',
    phone: 'Which number may we call, with its country code?',
    notes: 'When does it suit you, and what is it about?',
    end: 'Thank you. You can close this page now.',
  },
  askEmail: {
    first: 'Where may we write to you? You can also tell me later.',
    again: 'This result stays on your device until I know who it is for. What is your email?',
    call: 'Which email do we write down beside that number?',
    last: 'One thing is left: without your email none of this reaches us. What is it?',
  },
  finishOnly: 'Anything else? If not, here is how we end:',

  choices: 'Answers',
  later: 'Later',
  call: 'Ask for a call',
  finish: 'End with a summary',
  noCall: 'No call after all',
  noNotes: 'Nothing to add',
  restart: 'New conversation',
  forget: 'I am somebody else',
  check: 'Check these',
  noneReady: 'None of these yet',
  ready: (list: string) => `I have: ${list}`,

  gotEmail: 'Thank you, noted.',
  gotLater: 'As you like. What you answer is kept on this device until then.',
  gotCall: 'Your request for a call is noted.',

  audit: 'The result',
  verdict: { VALID: 'Complete', PENDING: 'The essentials are there', INVALID: 'Not ready yet' },
  count: ({ ready, missing }: Audit) => `${ready.length} of ${ready.length + missing.length} documents are ready.`,
  missing: 'Missing',
  issue: (document: string) => `The application cannot be handed in without: ${document}`,

  summary: 'Summary',
  executiveSummary: ({ visa, ready, missing }: Audit, asksForCall: boolean) =>
    `${visas[visa]} visa: ${ready.length} of ${ready.length + missing.length} documents are ready.${
      asksForCall ? ' A call has been requested.' : ''
    }`,
  strengths: 'Ready',
  weaknesses: 'Missing',
  plan: 'What to do',
  prepare: (document: string) => `Prepare: ${document}`,
  submit: 'Hand in the application',
  takeCall: 'Take the call of an adviser',
  thisWeek: 'this week',
  beforeSubmission: 'before handing in',
  soon: 'soon',

  composer: {
    visa: 'Your answer',
    email: 'Your email',
    documents: 'Numbers, like 1 3',
    next: 'Your answer',
    phone: 'Your phone number',
    notes: 'Your message',
    end: 'Your answer',
  },
  send: 'Send',
  complaint: {
    choose: 'I follow a script: please choose one of the answers, or type its number.',
    numbers: 'Please tick your documents, or type their numbers, like 1 3.',
    email: 'This does not look like an email address.',
    phone: 'Please begin with the country code, like +44 7700 900123.',
    unsaved: 'This could not be kept. Please try again.',
  },

  delivery: {
    opening: 'One moment…',
    nothing: 'Nothing to send yet',
    held: 'Saved here, waiting for your email',
    saved: 'Saved on this device',
    offline: 'Saved on this device, waiting to be sent',
    memory: 'Kept while this page is open',
    delivered: 'Delivered',
    refused: 'Not delivered',
    lost: 'Something was not kept',
  },
  retry: 'Try again',
};

export type Words = typeof en;
