import { Bubble } from './bubble.js';
import { type Conversation, factsOf, questionOf } from './conversation.js';
import { useWords } from './language.js';

/** What the assistant asks after the answers so far. */
export function Question({ conversation }: { readonly conversation: Conversation }) {
  const words = useWords();
  const { ready, phone, notes, finished } = factsOf(conversation);
  const question = questionOf(conversation);
  const text = () => {
    if (question === 'email') return words.askEmail[finished ? 'last' : phone ? 'call' : ready ? 'again' : 'first'];
    if (question === 'next' && notes !== undefined) return words.finishOnly;
    return words.ask[question];
  };
  return <Bubble by="assistant">{text()}</Bubble>;
}
