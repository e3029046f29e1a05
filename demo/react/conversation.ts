// The conversation is what the visitor answered, in order. All else follows from that: what is known, what to ask next
// and, in words.ts, how it reads in either language.
import type { Document, Visa } from './documents.js';

export type Answer =
  | { readonly to: 'visa'; readonly visa: Visa }
  /** Without an email: later. */
  | { readonly to: 'email'; readonly email?: string }
  | { readonly to: 'documents'; readonly ready: readonly Document[] }
  | { readonly to: 'next'; readonly next: 'call' | 'finish' }
  /** Without a phone: no call after all. */
  | { readonly to: 'phone'; readonly phone?: string }
  | { readonly to: 'notes'; readonly notes: string };

/** What the assistant can be waiting for; at the `end`, for nothing. */
export type Question = Answer['to'] | 'end';

export interface Conversation {
  /** Names the audit, the call and the summary of this conversation: each is one event, however often it is sent. */
  readonly id: string;
  readonly answers: readonly Answer[];
  /** Whether the client knew the visitor when it began: then nobody needs to ask. */
  readonly known: boolean;
  /** The visitor's email, where an earlier conversation has asked. */
  readonly email?: string | undefined;
}

/** What the answers have told. */
export interface Facts {
  readonly visa?: Visa;
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
  readonly ready?: readonly Document[];
  readonly notes?: string;
  readonly finished: boolean;
}

export function factsOf({ answers, email }: Conversation): Facts {
  return answers.reduce(learn, { email, finished: false });
}

function learn(facts: Facts, answer: Answer): Facts {
  switch (answer.to) {
    case 'visa':
      return { ...facts, visa: answer.visa };
    case 'email':
      return { ...facts, email: answer.email ?? facts.email };
    case 'documents':
      return { ...facts, ready: answer.ready };
    case 'next':
      return { ...facts, finished: answer.next === 'finish' };
    case 'phone':
      return { ...facts, phone: answer.phone };
    case 'notes':
      return { ...facts, notes: answer.notes };
    default:
      return answer satisfies never;
  }
}

/**
 * What to ask next. Of a stranger the email is asked before the audit, after it and at the end, until it is given; of
 * anybody with a phone number, because a contact has both.
 */
export function questionOf(conversation: Conversation): Question {
  const { visa, email, phone, ready, notes, finished } = factsOf(conversation);
  const last = conversation.answers.at(-1);
  const stranger = !email && !conversation.known;
  if (!visa) return 'visa';
  if (stranger && (last?.to === 'visa' || last?.to === 'documents' || finished)) return 'email';
  if (conversation.known && !email && phone) return 'email';
  if (!ready) return 'documents';
  if (finished) return 'end';
  if (last?.to === 'next') return 'phone';
  if (phone && notes === undefined) return 'notes';
  return 'next';
}

/** The conversation with one answer more. */
export function after(conversation: Conversation, answer: Answer): Conversation {
  return { ...conversation, answers: [...conversation.answers, answer] };
}
