import { AuditCard } from './audit-card.js';
import { Bubble } from './bubble.js';
import { type Answer, type Conversation, factsOf } from './conversation.js';
import { useWords } from './language.js';
import { SummaryCard } from './summary-card.js';

/** What the assistant says to an answer before it asks on. `conversation` ends with that answer. */
export function Reaction({ answer, conversation }: { readonly answer: Answer; readonly conversation: Conversation }) {
  const words = useWords();
  const facts = factsOf(conversation);
  switch (answer.to) {
    case 'visa':
    case 'phone':
      return null;
    case 'email':
      return <Bubble by="assistant">{answer.email ? words.gotEmail : words.gotLater}</Bubble>;
    case 'documents':
      return <AuditCard facts={facts} />;
    case 'notes':
      return <Bubble by="assistant">{words.gotCall}</Bubble>;
    case 'next':
      return facts.finished ? <SummaryCard facts={facts} /> : null;
    default:
      return answer satisfies never;
  }
}
