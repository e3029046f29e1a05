import type { Page } from 'playwright-core';
import { CALL, type Seed, type SeedEvent } from './desk-cases.js';
import { ago } from './desk-page.js';

const DAY = 86_400_000;
const TYPES: SeedEvent['type'][] = ['AUDIT_COMPLETED', 'CALL_REQUESTED', 'CHAT_SUMMARIZED', 'APPOINTMENT_BOOKED'];

const midnight = new Date().setUTCHours(0, 0, 0, 0);
/** So many days before today, UTC, so many ms after midnight. */
const on = (days: number, ms = 0) => new Date(midnight - days * DAY + ms);
const audit = (at: Date, confidence_score: number): SeedEvent => ({
  type: 'AUDIT_COMPLETED',
  at,
  payload: {
    visa_type: 'DTV',
    audit_status: 'VALID',
    confidence_score,
    issues: [],
    missing_docs: [],
    ready_for_payment: true,
  },
});
const after = (at: Date, minutes: number) => new Date(at.getTime() + minutes * 60_000);

/** Cases of one site, of each kind that the overview tells apart. */
export const figureSeeds: Seed[] = [
  // The first millisecond of the fourteen days, and the last one before them.
  { status: 'NEW' as const, at: on(13), events: [{ type: 'CALL_REQUESTED' as const, at: on(13), payload: CALL }] },
  { status: 'NEW' as const, at: on(14, DAY - 1), owner: 'local-admin' },
  { status: 'AUDIT_DONE' as const, at: on(2), events: [audit(on(2), 9.5), audit(on(2, DAY - 1), 70)] },
  { status: 'AUDIT_DONE' as const, at: on(1), events: [audit(on(1), 10)] },
  { status: 'CALL_REQUESTED' as const, at: on(0) },
  // Handled after 30 minutes, 2 hours and 2 days.
  {
    status: 'IN_PROGRESS' as const,
    owner: 'local-admin',
    at: on(5),
    handledAt: after(on(5), 30),
    nextAction: { at: ago(30), by: 'local-admin' },
  },
  { status: 'WON' as const, at: on(5), handledAt: after(on(5), 120), events: [audit(on(5), 100)] },
  {
    status: 'LOST' as const,
    at: on(6),
    handledAt: after(on(6), 60 * 48),
    nextAction: { at: ago(30), by: 'local-admin' },
    events: [{ type: 'CHAT_SUMMARIZED' as const, at: on(6), payload: {} }],
  },
  // Handled, and there again.
  { status: 'IN_PROGRESS' as const, owner: 'somebody', at: on(0, 1), handledAt: on(3) },
].map((seed, i) => ({ ...seed, email: `figure${i}@example.com`, site: 'figures' }));

/** What the events of seeds add up to for each of the fourteen days: by type, and in all. */
export const daysOf = (seeds: readonly Seed[]): string[][] =>
  Array.from({ length: 14 }, (_, i) => {
    const events = seeds.flatMap(
      ({ at, events }) => events ?? [{ type: 'CALL_REQUESTED' as const, at, payload: CALL }],
    );
    const own = events.filter(({ at }) => at >= on(13 - i) && at < on(12 - i));
    const counts = TYPES.map((one) => own.filter(({ type }) => type === one).length);
    return [...counts, own.length].map(String);
  });

/** Waits until the overview has counted, and answers what it took. */
export async function counted(page: Page): Promise<{ counts: number; documents: number }> {
  const told = page.locator('[data-counts="77"]').filter({ hasText: /Counted at|Compté à/ });
  await told.waitFor();
  const { counts, documents } = await told.evaluate((one) => ({ ...(one as HTMLElement).dataset }));
  return { counts: Number(counts), documents: Number(documents) };
}

/** The lines of a picture as ears get them, without its head. */
export const tableOf = (page: Page, name: string): Promise<string[][]> =>
  page
    .getByRole('table', { name, exact: true })
    .getByRole('row')
    .evaluateAll((lines) => lines.slice(1).map((line) => [...line.children].map((cell) => cell.textContent ?? '')));
