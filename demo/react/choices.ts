import { type Answer, type Conversation, factsOf, questionOf } from './conversation.js';
import { VISAS } from './documents.js';
import type { Words } from './words/en.js';

/** Starts over; `forget` also logs the visitor out. */
export interface Restart {
  readonly to: 'restart';
  readonly forget: boolean;
}

export interface Choice {
  readonly label: string;
  readonly pick: Answer | Restart;
}

/** The ready answers to what is asked now. */
export function choicesOf(conversation: Conversation, words: Words): readonly Choice[] {
  const { finished, phone, notes } = factsOf(conversation);
  const question = questionOf(conversation);
  switch (question) {
    case 'visa':
      return VISAS.map((visa) => ({ label: words.visas[visa], pick: { to: 'visa', visa } }));
    case 'email':
      return finished || phone ? [] : [{ label: words.later, pick: { to: 'email' } }];
    case 'documents':
      // A list to tick: see checklist.tsx.
      return [];
    case 'next': {
      const finish: Choice = { label: words.finish, pick: { to: 'next', next: 'finish' } };
      return notes === undefined ? [{ label: words.call, pick: { to: 'next', next: 'call' } }, finish] : [finish];
    }
    case 'phone':
      return [{ label: words.noCall, pick: { to: 'phone' } }];
    case 'notes':
      return [{ label: words.noNotes, pick: { to: 'notes', notes: '' } }];
    case 'end':
      return [
        { label: words.restart, pick: { to: 'restart', forget: false } },
        { label: words.forget, pick: { to: 'restart', forget: true } },
      ];
    default:
      return question satisfies never;
  }
}
