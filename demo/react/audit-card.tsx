import { auditOf } from './audit.js';
import { Bubble } from './bubble.js';
import type { Facts } from './conversation.js';
import { useWords } from './language.js';
import { TextList } from './text-list.js';

/** The result of the audit. */
export function AuditCard({ facts }: { readonly facts: Facts }) {
  const words = useWords();
  const audit = auditOf(facts);
  return (
    <Bubble by="assistant">
      <h2>
        {words.audit}
        <span className={`verdict ${audit.status}`}>{words.verdict[audit.status]}</span>
      </h2>
      <p>{words.count(audit)}</p>
      <TextList title={words.missing} items={audit.missing.map((one) => words.documents[one])} />
    </Bubble>
  );
}
