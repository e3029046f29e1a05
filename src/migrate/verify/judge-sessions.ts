import { admit, type Circumstances, type Delivery } from '../../ingest/admit.js';
import type { SiteIntents } from '../../ingest/intent.js';
import type { Claim, Erasure } from '../../ingest/ports.js';
import { claimPath, erasurePath, eventPath } from '../../schema/collections.js';
import { sha256 } from '../../schema/sha256.js';
import { idOf } from '../document-path.js';
import { mapSession, type Skip } from '../legacy.js';
import type { Found, Moment } from '../reader.js';
import type { Counted, Difference, Judgement } from './differences.js';
import { hashOf } from './judge-events.js';
import type { Look } from './look.js';

/** How the function understands what a session says: the same settings, the same events. */
export interface Understanding {
  readonly region: Circumstances['region'];
  readonly intents: SiteIntents;
}

/** Whether a session has become what it gives: the direction from the old collection to the new ones. */
export async function judgeSession(session: Found, look: Look, at: Moment, how: Understanding): Promise<Judgement> {
  const { siteId, events, skips } = mapSession({ id: idOf(session.path), data: session.fields });
  const now = new Date(at).toISOString();
  const intents = Object.hasOwn(how.intents, siteId) ? how.intents[siteId] : undefined;
  const around = { site_id: siteId, sent_at: now, received_at: now, region: how.region, intents };
  const verdicts = await Promise.all(
    events.map(async (event): Promise<Verdict> => {
      const admission = admit(event, around);
      if (!admission.ok) return { tally: skipped('breaks_schema') };
      return judgeEvent(session, admission.delivery, look);
    }),
  );
  return {
    differences: verdicts.flatMap((verdict) => ('difference' in verdict ? [verdict.difference] : [])),
    tally: [
      ...verdicts.flatMap((verdict) => ('tally' in verdict ? [verdict.tally] : [])),
      ...skips.map(({ reason }) => skipped(reason)),
    ],
  };
}

const skipped = (reason: Skip['reason']): Counted => `skipped:${reason}`;

type Verdict = { tally: Counted } | { difference: Difference };

async function judgeEvent(session: Found, delivery: Delivery, look: Look): Promise<Verdict> {
  const { event, content_hash } = delivery;
  const about = { thing: 'event', id: event.event_id, session: idOf(session.path), leads: [event.lead_id] } as const;
  // The rules hold what lies under these paths to its shape; what a hand has put there is told by comparing.
  const claim = (await look.get(claimPath(event.event_id)))?.fields as Claim | undefined;
  if (!claim) {
    const erasure = (await look.get(erasurePath(sha256(event.lead_id))))?.fields as Erasure | undefined; // likewise
    if (erasure && event.timestamp <= erasure.erased_at) return { tally: 'erased' };
    return { difference: { name: 'event_missing', path: session.path, since: session.updatedAt, ...about } };
  }
  if (claim.erased_at) return { tally: 'erased' };
  const stored = await look.get(eventPath(claim.case_id, event.event_id));
  if (!stored) return { difference: { name: 'event_lost', path: claimPath(event.event_id), ...about } };
  const hash = hashOf(stored.fields);
  if (hash !== claim.content_hash) {
    const name = hash === content_hash ? 'claim_changed' : 'event_changed';
    return { difference: { name, path: name === 'claim_changed' ? claimPath(event.event_id) : stored.path, ...about } };
  }
  if (hash === content_hash) return { tally: 'same' };
  return { tally: stored.fields.lead_id === event.lead_id ? 'already_live' : 'already_live_for_another' };
}
