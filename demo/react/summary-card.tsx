import { Bubble } from './bubble.js';
import type { Facts } from './conversation.js';
import { useWords } from './language.js';
import { summaryPayload } from './payloads.js';
import { TextList } from './text-list.js';

/** The closing summary: what the CRM is told is what the visitor reads. */
export function SummaryCard({ facts }: { readonly facts: Facts }) {
  const words = useWords();
  const { executive_summary, strengths, weaknesses, action_plan } = summaryPayload(facts, words);
  return (
    <Bubble by="assistant">
      <h2>{words.summary}</h2>
      <p>{executive_summary}</p>
      <TextList title={words.strengths} items={strengths} />
      <TextList title={words.weaknesses} items={weaknesses} />
      <TextList title={words.plan} items={action_plan.map(({ step, timing }) => `${step} (${timing})`)} />
    </Bubble>
  );
}
