import { utf8 } from '../schema/sha256.js';
import type { Identity } from './identity.js';
import type { Consent } from './options.js';
import { type Change, dropped, type Ending, type Entry, type State } from './outbox.js';

/** Entries by where they stand now, how others end, what is to be written for that, and the bytes of all that stay. */
export type Triage = readonly [
  found: Readonly<Record<State, Entry[]>>,
  endings: readonly Ending[],
  changes: readonly Change[],
  size: number,
];

/**
 * Tells of each entry of the outbox what is to become of it. Events held since before `oldest`, epoch ms, expire. Only one
 * tab at a time may give held ones to the lead: the one that `claims`. `missed` are this tab's own whose verdict may have been.
 */
export function triage(
  kept: readonly Entry[],
  { visitor, lead }: Identity,
  consent: Consent,
  oldest: number,
  claims?: boolean,
  missed?: readonly Entry[],
): Triage {
  const endings: Ending[] = [];
  const changes: Change[] = [];
  let size = 0;
  const found: Record<State, Entry[]> = { queued: [], held: [], rejected: [] };
  const lost = new Map(missed?.map((entry) => [entry.key, entry]));
  // What is gone another tab has delivered, most likely: the ingest will say `duplicate`.
  for (const { key } of kept) lost.delete(key);
  for (let entry of [...kept, ...lost.values()]) {
    const held = entry.state === 'held';
    if (consent === 'denied') endings.push([entry, dropped('consent_denied')]);
    else if (held && (entry.visitor < visitor || entry.at < oldest)) endings.push([entry, dropped('never_identified')]);
    else {
      // A tab that has not heard of a logout yet leaves the next visitor's events alone.
      if (held && claims && entry.visitor === visitor) {
        if (lead) {
          const json = `${entry.json.slice(0, -1)},"lead":${JSON.stringify(lead)}}`;
          entry = { ...entry, state: 'queued', json, bytes: utf8(json).length };
        }
        if (lead || missed) changes.push([entry.key, entry]);
      }
      found[entry.state].push(entry);
      size += entry.bytes;
    }
  }
  return [found, endings, changes, size];
}
