// What the CRM is told, from what is known: pure, in the visitor's language.
import { auditOf } from './audit.js';
import type { Facts } from './conversation.js';
import type { AuditPayload, CallPayload, SummaryPayload } from './crm.js';
import { ESSENTIAL } from './documents.js';
import type { Words } from './words/en.js';

export function auditPayload(facts: Facts, words: Words): AuditPayload {
  const { visa, missing, status, score } = auditOf(facts);
  return {
    visa_type: visa,
    audit_status: status,
    confidence_score: score,
    issues: missing.filter((one) => ESSENTIAL.has(one)).map((one) => words.issue(words.documents[one])),
    missing_docs: missing.map((one) => words.documents[one]),
    ready_for_payment: status === 'VALID',
  };
}

export function callPayload(facts: Facts): CallPayload {
  return {
    reason: 'user_request',
    visa_type: facts.visa ?? '',
    user_stage: 'documents_review',
    notes: facts.notes ?? '',
  };
}

export function summaryPayload(facts: Facts, words: Words): SummaryPayload {
  const audit = auditOf(facts);
  const asksForCall = facts.notes !== undefined;
  return {
    executive_summary: words.executiveSummary(audit, asksForCall),
    strengths: audit.ready.map((one) => words.documents[one]),
    weaknesses: audit.missing.map((one) => words.documents[one]),
    action_plan: [
      ...audit.missing.map((one) => ({
        step: words.prepare(words.documents[one]),
        timing: ESSENTIAL.has(one) ? words.thisWeek : words.beforeSubmission,
      })),
      ...(asksForCall ? [{ step: words.takeCall, timing: words.soon }] : []),
      ...(audit.missing.length === 0 ? [{ step: words.submit, timing: words.soon }] : []),
    ],
    visa_score: audit.score,
  };
}
