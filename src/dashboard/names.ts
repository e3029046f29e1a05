import type { StoredEvent } from '../schema/event.js';
import type { Words } from './words/en.js';

/** A visa in words; what the dictionary does not know keeps its name. */
export const intentName = (words: Words, intent: string): string => words.intents[intent] ?? intent;

/** Nobody has a directory of agents: others are named by what the rules know of them, their uid. */
export function ownerName(words: Words, owner: string, self: string): string {
  if (!owner) return words.case.nobody;
  return owner === self ? words.case.you : owner.slice(0, 14);
}

/** What an event is called. A call that was noted by hand has happened; other calls are wanted. */
export const eventName = (words: Words, { type, source }: Pick<StoredEvent, 'type' | 'source'>): string =>
  type === 'CALL_REQUESTED' && source === 'MANUAL' ? words.manualCall : words.events[type];

/** A code such as `case_complexity` in words; any other text as it is. */
export function reasonName(words: Words, reason: string): string {
  return words.reasons[reason] ?? (/^[a-z]+(_[a-z]+)+$/.test(reason) ? reason.replaceAll('_', ' ') : reason);
}
