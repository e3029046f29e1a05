import type { CaseDocument } from '../schema/case.js';
import { eventId, sourceIdOf } from '../schema/event-id.js';
import { recordedCallId } from '../schema/recorded-call.js';
import type { Answer, Envelope } from '../schema/wire.js';

/** Why nothing is known to be recorded, in one word: the page has words for it. Saving again cannot double anything. */
export type CallFault = 'offline' | 'signed-out' | 'not-your-site' | 'later' | 'differs' | 'rejected';

/** What was said on the phone, until it is recorded. In memory only, like everything of a client. */
export interface CallDraft {
  /** Names the call: a repeat of an attempt that failed half way is no second call. */
  readonly id: string;
  /** When the noting began: when it happened, nearly. ISO. */
  readonly at: string;
  readonly text: string;
}

export interface Calls {
  /** The draft of a case, begun where there is none. */
  draft(caseId: string): CallDraft;
  write(caseId: string, text: string): void;
  /** Whether anything is written that is not recorded. */
  isPending(): boolean;
  /** Records the draft of a case as an event, through the ingest; a text says why not. */
  record(row: CaseDocument): Promise<CallFault | undefined>;
}

/** The ingest on this very host, as for every page that Hosting serves. */
const ENDPOINT = '/crm/ingest';
/** As the envelope names who sends. */
const SDK = 'dashboard';

/** Notes calls as `uid`, whose token proves it. */
export function openCalls(uid: string, idToken: () => Promise<string>): Calls {
  const drafts = new Map<string, CallDraft>();
  const draft = (caseId: string): CallDraft => {
    const known = drafts.get(caseId) ?? { id: crypto.randomUUID(), at: new Date().toISOString(), text: '' };
    drafts.set(caseId, known);
    return known;
  };
  return {
    draft,
    write: (caseId, text) => void drafts.set(caseId, { ...draft(caseId), text }),
    isPending: () => [...drafts.values()].some(({ text }) => text.trim()),
    async record(row) {
      const body = JSON.stringify(envelopeOf(row, draft(row.case_id), uid));
      let response: Response;
      try {
        const headers = { 'content-type': 'application/json', authorization: `Bearer ${await idToken()}` };
        response = await fetch(ENDPOINT, { method: 'POST', body, headers });
      } catch {
        return 'offline';
      }
      const fault = await faultIn(response);
      if (!fault) drafts.delete(row.case_id);
      return fault;
    },
  };
}

/** The call as an event of the case: its lead, site and intent are what the ingest finds a case by. */
function envelopeOf({ lead_id, site_id, intent }: CaseDocument, { id, at, text }: CallDraft, uid: string): Envelope {
  const source_id = sourceIdOf('CALL_REQUESTED', recordedCallId(uid, id));
  const event = {
    event_id: eventId('MANUAL', source_id),
    type: 'CALL_REQUESTED',
    timestamp: at,
    source: 'MANUAL',
    source_id,
    payload: { reason: 'call_noted', visa_type: intent, user_stage: '', notes: '', transcript: text.trim() },
    lead: { email: lead_id },
  };
  return { v: 1, site_id, sent_at: new Date().toISOString(), sdk: SDK, events: [event] };
}

async function faultIn(response: Response): Promise<CallFault | undefined> {
  if (response.status === 401) return 'signed-out';
  if (response.status === 403) return 'not-your-site';
  // Whatever is not the ingest's own answer says nothing of the event.
  const answer = response.ok ? await response.json().catch(() => undefined) : undefined;
  const [result] = (answer as Answer | undefined)?.results ?? [];
  switch (result?.status) {
    case 'accepted':
    case 'duplicate':
      return undefined;
    case 'conflict':
      return 'differs';
    case 'rejected':
      return 'rejected';
    default:
      return 'later';
  }
}
