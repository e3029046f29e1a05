import { ingest } from '../../src/ingest/ingest.js';
import type { Store } from '../../src/ingest/ports.js';
import { mapSession } from '../../src/migrate/legacy.js';
import type { WireEvent } from '../../src/schema/event.js';
import { asFound } from './legacy-collection.js';
import type { MadeSession } from './legacy-sessions.js';

/** Ingests what sessions give, each lead's in time order, as a backfill of one machine would. */
export async function ingestSessions(sessions: Iterable<MadeSession>, store: Store, now = new Date()): Promise<void> {
  const byLead = new Map<string, { siteId: string; event: WireEvent }[]>();
  for (const session of sessions) {
    const { siteId, events } = mapSession(asFound(session));
    for (const event of events)
      byLead.set(event.lead.email, [...(byLead.get(event.lead.email) ?? []), { siteId, event }]);
  }
  const received = now.toISOString();
  const rest = [...byLead.values()];
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let mine = rest.shift(); mine; mine = rest.shift())
        for (const { siteId, event } of mine.sort((a, b) => (a.event.timestamp < b.event.timestamp ? -1 : 1))) {
          const envelope = { v: 1 as const, site_id: siteId, sent_at: received, sdk: 'test', events: [event] };
          const { results } = await ingest(envelope, received, { store });
          if (results[0]?.status !== 'accepted') throw new Error(`${event.source_id}: ${JSON.stringify(results[0])}`);
        }
    }),
  );
}
