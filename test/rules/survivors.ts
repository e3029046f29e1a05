/** These ask first only to save expressions: what is asked behind them comes out the same. */
const SAVES = 'only saves expressions: asked in every case, the condition behind it holds wherever nothing changed';

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
};
