import { Bubble } from './bubble.js';
import type { Answer } from './conversation.js';
import { useWords } from './language.js';
import type { Words } from './words/en.js';

/** What the visitor answered. */
export function Reply({ answer }: { readonly answer: Answer }) {
  const words = useWords();
  return <Bubble by="you">{textOf(answer, words)}</Bubble>;
}

function textOf(answer: Answer, words: Words): string {
  switch (answer.to) {
    case 'visa':
      return words.visas[answer.visa];
    case 'email':
      return answer.email ?? words.later;
    case 'documents': {
      const list = answer.ready.map((one) => words.documents[one]).join(' · ');
      return list ? words.ready(list) : words.noneReady;
    }
    case 'next':
      return words[answer.next];
    case 'phone':
      return answer.phone ?? words.noCall;
    case 'notes':
      return answer.notes || words.noNotes;
    default:
      return answer satisfies never;
  }
}
