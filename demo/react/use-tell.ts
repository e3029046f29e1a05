import { auditOf } from './audit.js';
import { type Answer, type Conversation, factsOf } from './conversation.js';
import { isCrmValidationError, useCrm, useEmit } from './crm.js';
import { useWords } from './language.js';
import { auditPayload, callPayload, summaryPayload } from './payloads.js';
import type { Complaint } from './typed.js';

/**
 * Tells the CRM what an answer means to it; `conversation` holds that answer already. Fulfilled once that is safe on the
 * device, with a complaint where it is not. The conversation's id is the `sourceId` of all it emits, so that a step
 * taken twice, over a reload or a double click, is one event.
 */
export function useTell() {
  const crm = useCrm();
  const words = useWords();
  const { emit: auditCompleted } = useEmit('auditCompleted');
  const { emit: callRequested } = useEmit('callRequested');
  const { emit: chatSummarized } = useEmit('chatSummarized');

  return async (answer: Answer, conversation: Conversation): Promise<Complaint | undefined> => {
    const facts = factsOf(conversation);
    const sourceId = conversation.id;
    const inWords = (text: string) => ({ text, lang: words.lang });
    switch (answer.to) {
      case 'visa':
        return undefined;
      case 'email':
      case 'phone': {
        if (!facts.email) return undefined;
        try {
          await crm.identify({ email: facts.email, ...(facts.phone && { phone: facts.phone }) });
          return undefined;
        } catch (error) {
          return isCrmValidationError(error) ? answer.to : 'unsaved';
        }
      }
      case 'documents':
        return kept(
          await auditCompleted(auditPayload(facts, words), { sourceId, summary: inWords(words.count(auditOf(facts))) }),
        );
      case 'notes':
        return kept(await callRequested(callPayload(facts), { sourceId }));
      case 'next': {
        if (!facts.finished) return undefined;
        const payload = summaryPayload(facts, words);
        const summary = inWords(payload.executive_summary);
        // A summary names no visa of its own: the intent says which case it belongs to.
        return kept(await chatSummarized(payload, { sourceId, summary, intent: auditOf(facts).visa }));
      }
      default:
        return answer satisfies never;
    }
  };
}

const kept = (receipt: unknown): Complaint | undefined => (receipt ? undefined : 'unsaved');
