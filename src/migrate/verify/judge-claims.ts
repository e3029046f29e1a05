import type { Claim } from '../../ingest/ports.js';
import { casePath, eventPath } from '../../schema/collections.js';
import { idOf } from '../document-path.js';
import type { Found } from '../reader.js';
import type { Difference } from './differences.js';
import type { Look } from './look.js';

/** Whether a claim has its event, and an erased one none. */
export async function judgeClaim({ path, fields }: Found, look: Look): Promise<Difference[]> {
  const id = idOf(path);
  const { case_id, erased_at } = fields as Partial<Claim>; // as found: a hand may have written anything
  const place = typeof case_id === 'string' && case_id ? case_id : undefined;
  const event = place && (await look.get(eventPath(place, id)));
  if (erased_at) {
    if (!event) return [];
    return [{ name: 'erased_came_back', thing: 'event', id, path: event.path, leads: [String(event.fields.lead_id)] }];
  }
  if (event) return [];
  const lead = place && (await look.get(casePath(place)))?.fields.lead_id;
  return [{ name: 'event_lost', thing: 'event', id, path, leads: typeof lead === 'string' ? [lead] : [] }];
}

/** Whether a conflict lies under an id that is claimed. */
export async function judgeConflict({ path }: Found, look: Look): Promise<Difference[]> {
  const claim = path.split('/').slice(0, 2).join('/');
  if (await look.get(claim)) return [];
  return [{ name: 'conflict_orphaned', thing: 'conflict', id: path, path, leads: [] }];
}
