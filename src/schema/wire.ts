import * as z from 'zod';
import { instant, text } from './fields.js';
import { MAX_EVENTS } from './protocol.js';

/** What is around the events. The events themselves are checked one by one, so that a bad one takes no other with it. */
export const envelope = z.strictObject({
  v: z.literal(1),
  site_id: text(64, 1),
  sent_at: instant().describe("When this attempt was sent, by the device's clock: what its skew is measured with."),
  sdk: text(32),
  app_check: text(4096).optional(),
  events: z.array(z.unknown()).min(1).max(MAX_EVENTS),
});
export type Envelope = z.infer<typeof envelope>;

/** What was wrong with what: a dotted path such as `payload.confidence_score`, a code of zod's, a sentence. */
export const issue = z.strictObject({ path: z.string(), code: z.string(), message: z.string() });
export type Issue = z.infer<typeof issue>;

/** What became of one event. `retry` alone is not final. */
export const RESULT_STATUSES = ['accepted', 'duplicate', 'conflict', 'rejected', 'retry'] as const;
export type ResultStatus = (typeof RESULT_STATUSES)[number];

export const result = z.object({
  event_id: z.string().describe('As it was sent.'),
  status: z.enum(RESULT_STATUSES),
  code: z.string().optional().describe('Why, in one word, e.g. `content_differs`.'),
  issues: z.array(issue).optional(),
  warnings: z.array(issue).optional().describe('What was left out or assumed, e.g. a phone that is no number.'),
});
export type Result = z.infer<typeof result>;

/** The body of a 200. */
export const answer = z.object({ received_at: instant(), results: z.array(result) });
export type Answer = z.infer<typeof answer>;

/** The issues of a zod error in the wire's form. */
export function issuesOf(error: z.core.$ZodError, under = ''): Issue[] {
  return error.issues.flatMap((found): Issue[] => {
    const path = [under, ...found.path.map(String)].filter(Boolean).join('.');
    if (found.code !== 'unrecognized_keys') return [{ path, code: found.code, message: found.message }];
    return found.keys.map((key) => ({
      path: [path, key].filter(Boolean).join('.'),
      code: found.code,
      message: `Unrecognized key: "${key}"`,
    }));
  });
}
