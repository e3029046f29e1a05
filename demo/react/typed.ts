import { type Choice, choicesOf, type Restart } from './choices.js';
import { type Answer, type Conversation, factsOf, questionOf } from './conversation.js';
import { DOCUMENTS } from './documents.js';
import type { Words } from './words/en.js';

export type Complaint = keyof Words['complaint'];

/** With its country code: without one, 06 12 34 56 78 is a number in Paris and another one in Bangkok. */
const PHONE = /^\+(?:[\s().-]*\d){7,15}$/;

/** What the visitor means by what they typed, or why it means nothing here. */
export function readTyped(text: string, conversation: Conversation, words: Words): Answer | Restart | Complaint {
  const typed = text.trim();
  const question = questionOf(conversation);
  const choices = choicesOf(conversation, words);
  const named = choices.find(({ label }) => plain(label) === plain(typed));
  if (named) return named.pick;
  switch (question) {
    case 'visa':
    case 'next':
    case 'end':
      return (choices[Number(typed) - 1] ?? beginning(choices, typed))?.pick ?? 'choose';
    case 'documents': {
      const wanted = DOCUMENTS[factsOf(conversation).visa ?? 'DTV'];
      const numbers = typed.match(/\d+/g)?.map(Number) ?? [];
      if (numbers.length === 0 || numbers.some((number) => !wanted[number - 1])) return 'numbers';
      return { to: 'documents', ready: wanted.filter((_, i) => numbers.includes(i + 1)) };
    }
    case 'email':
      // Whether it is one, the client says: see use-tell.ts.
      return { to: 'email', email: typed };
    case 'phone':
      return PHONE.test(typed) ? { to: 'phone', phone: typed } : 'phone';
    case 'notes':
      return { to: 'notes', notes: typed };
    default:
      return question satisfies never;
  }
}

/** The one choice that begins so. */
function beginning(choices: readonly Choice[], typed: string): Choice | undefined {
  const found = choices.filter(({ label }) => plain(label).startsWith(plain(typed)));
  return typed && found.length === 1 ? found[0] : undefined;
}

/** Without case and accents. */
const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('’', "'").toLowerCase();
