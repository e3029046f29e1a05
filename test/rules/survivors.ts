/** These ask first only to save expressions: what is asked behind them comes out the same. */
const SAVES = 'only saves expressions: asked in every case, the condition behind it holds wherever nothing changed';
/** A booking is by 'calendly', so what it takes over from an agent always changes `next_action_by`, among others. */
const TAKES_OVER =
  "no next action is taken over from an agent without a change of `next_action_by`: isBooked asks for 'calendly'";
/** Only the order of ranks counts. */
const SAME_ORDER = 'the statuses keep their order';

/**
 * Mutants of the rules that no request can tell from the rules, and why. One that is not here, or that lives for another
 * reason, is a hole in the suite or in the rules.
 */
export const SURVIVORS: Readonly<Record<string, string>> = {
  "isOpened: doc.keys().hasAny('confidence_score confidence_at confidence … ction_by next_action_from'.split(' ')) → true":
    SAVES,
  "isChanged: changed.hasAny('first_event_at first_event_id'.split(' ')) → true": SAVES,
  "isChanged: changed.hasAny('confidence_score confidence_at confidence_ev … ction_by next_action_from'.split(' ')) → true":
    SAVES,
  "isBroughtAnew: 'next_action_at next_action_by next_action_from' → 'next_action_by next_action_from'": TAKES_OVER,
  "isBroughtAnew: 'next_action_at next_action_by next_action_from' → 'next_action_at next_action_by'": TAKES_OVER,
  'climbs: 0 → -1': SAME_ORDER,
  'climbs: 3 → 4': SAME_ORDER,
  'climbs: > → >=': 'a status that stays is let through before it is asked whether it climbs',
};
