import type { Delivery } from '../ingest/admit.js';
import type { Fields, Get, Write } from '../ingest/ports.js';
import { writesOf } from '../ingest/writes.js';
import { instantOf, textOf } from './legacy-values.js';
import { pathOfSession, sessionIdOf } from './session-path.js';

/**
 * What accepted events change in the old collection, in its shape: the session of each audit and each summary of a chat,
 * one document for a session. The others, and those of a session whose id no document there could have, change nothing.
 */
export async function legacyWrites(deliveries: readonly Delivery[], get: Get): Promise<Write[]> {
  const sessions = new Map<string, Delivery[]>();
  for (const delivery of deliveries) {
    const { type, source, source_id } = delivery.event;
    const id = sessionIdOf(type, source, source_id);
    if (id) sessions.set(id, [...(sessions.get(id) ?? []), delivery]);
  }
  const writes = await Promise.all(
    [...sessions].map(async ([id, some]) => {
      const path = pathOfSession(id);
      const before = await get(path);
      // A document that says it is another session's would come back as that session's event.
      if (before && (textOf(before.session_id) || id) !== id) return [];
      return writesOf(path, before, some.reduce<Fields | undefined>(withEvent, before));
    }),
  );
  return writes.flat();
}

/** A session after one more of its events. What the old site wrote about the person stays. */
function withEvent(before: Fields | undefined, { event, intent }: Delivery): Fields {
  const { timestamp, contact } = event;
  const completed = instantOf(before?.completed_at) ?? '';
  return {
    ...before,
    session_id: sessionIdOf(event.type, event.source, event.source_id),
    ...(!textOf(before?.email) && !textOf(before?.user_email) && { email: event.lead_id }),
    ...(contact?.phone && !textOf(before?.phone) && { phone: contact.phone }),
    ...(contact?.name && !textOf(before?.name) && { name: contact.name }),
    site_id: textOf(before?.site_id) || event.site_id,
    ...(event.type === 'AUDIT_COMPLETED' && event.payload),
    ...(event.type === 'CHAT_SUMMARIZED' && { summary: event.payload }),
    ...(event.type === 'CHAT_SUMMARIZED' && intent && !textOf(before?.visa_type) && { visa_type: intent }),
    created_at: before?.created_at ?? timestamp,
    ...(completed < timestamp && { completed_at: timestamp }),
  };
}
