import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { appointmentOf } from '../../src/calendly/appointment.js';
import { type EventTypes, eventTypes } from '../../src/calendly/event-types.js';
import { eventsOf } from '../../src/calendly/events.js';
import { webhookFrom } from '../../src/calendly/webhook.js';
import { ingest } from '../../src/ingest/ingest.js';
import { type MemoryStore, memoryStore } from '../../src/ingest/memory-store.js';
import { bookingTakenBackBy } from '../../src/schema/booking.js';
import { type WireEvent, wireEvent } from '../../src/schema/event.js';
import { eventId } from '../../src/schema/event-id.js';
import { canonical } from '../ingest/canonical.js';
import { agentEdits, outcomeOf } from '../ingest/specification.js';
import { audit, booking as bookedByPage, chat, day, envelopeOf, RECEIVED } from '../ingest/wire-events.js';
import { bookingOf, canceled, created, EVENT_TYPE, ID, TABLE } from './webhooks.js';

const told = (body: unknown, table: EventTypes = TABLE) => eventsOf(webhookFrom(body), table);
const eventsIn = (body: unknown, table?: EventTypes): WireEvent[] => {
  const all = told(body, table);
  if ('ignored' in all) throw new Error(all.ignored);
  return all.events;
};

describe('a booking', () => {
  test('is one event that satisfies the schema, each field from where Calendly documents it', () => {
    const [event, ...more] = eventsIn(created());
    expect(more).toEqual([]);
    expect(wireEvent.parse(event)).toEqual({
      event_id: eventId('CALENDLY', `appointment:${ID}`), // payload.scheduled_event.uri
      type: 'APPOINTMENT_BOOKED',
      timestamp: day(0), // payload.created_at
      source: 'CALENDLY',
      source_id: `appointment:${ID}`,
      payload: {
        provider: 'CALENDLY',
        event_uri: `https://api.calendly.com/scheduled_events/${ID}`, // payload.scheduled_event.uri
        start_time: day(9), // payload.scheduled_event.start_time
        end_time: day(9, 30 * 60_000), // payload.scheduled_event.end_time
        location: 'Google Meet', // payload.scheduled_event.location.type
      },
      // payload.email, .name, .text_reminder_number
      lead: { email: 'claire@example.com', name: 'Claire Dupont', phone: '+1 404-555-1234' },
      intent: 'DTV', // the table, by payload.scheduled_event.event_type
    });
  });
  test('whose invitee we shall call has the number from the location', () => {
    const location = { type: 'outbound_call', location: '+33 6 12 34 56 78' };
    const [event] = eventsIn(created(bookingOf({ phone: null, location })));
    expect(event).toMatchObject({ lead: { phone: '+33 6 12 34 56 78' }, payload: { location: '+33 6 12 34 56 78' } });
  });
  test('is not lost to a name, a number or a location that is too long', () => {
    const location = { type: 'physical', location: 'x'.repeat(600) };
    const [event] = eventsIn(created(bookingOf({ name: 'y'.repeat(300), phone: '1'.repeat(60), location })));
    expect(wireEvent.safeParse(event).success).toBe(true);
  });
  test('of a group event is told apart from those of the other invitees', () => {
    const other = bookingOf({ invitee: `${bookingOf().event}/invitees/BBBBBBBBBBBBBBBB`, email: 'b@example.com' });
    const ids = [bookingOf(), other].flatMap((one) => eventsIn(created(one, { limit: 5 })));
    expect(ids.map(({ source_id }) => source_id)).toEqual([
      `appointment:${ID}/AAAAAAAAAAAAAAAA`,
      `appointment:${ID}/BBBBBBBBBBBBBBBB`,
    ]);
  });
});

describe('a cancellation', () => {
  test('is the booking and an open request for a call, which says who canceled what and why', () => {
    const [booking, cancellation] = eventsIn(canceled());
    expect(booking).toEqual(eventsIn(created())[0]);
    expect(wireEvent.parse(cancellation)).toMatchObject({
      type: 'CALL_REQUESTED',
      source: 'CALENDLY',
      source_id: `call:${ID}/canceled`,
      timestamp: day(2),
      payload: {
        reason: 'appointment_canceled',
        visa_type: '',
        user_stage: 'appointment_booked',
        notes: `The call of ${day(9).slice(0, 10)} 09:30 UTC, Google Meet, was canceled by the client: Meeting conflict`,
      },
    });
    expect(bookingTakenBackBy(cancellation!)).toBe(booking!.event_id);
  });
  test('by the host, of a call without a place and without a reason, says so', () => {
    const cancellation = { canceled_by: 'Anan', reason: '', canceler_type: 'host', created_at: day(2) } as const;
    const [, event] = eventsIn(canceled(bookingOf({ location: { type: '' } }), { cancellation }));
    expect(event!.payload).toMatchObject({ notes: `The call of ${day(9).slice(0, 10)} 09:30 UTC was canceled by us.` });
  });
  test('takes back nothing where it comes from anything but a webhook', () => {
    const [, event] = eventsIn(canceled());
    expect(bookingTakenBackBy({ ...event!, source: 'CLICK_TO_CALL' })).toBeUndefined();
    expect(bookingTakenBackBy({ ...event!, source_id: 'call:1' })).toBeUndefined();
    expect(bookingTakenBackBy(eventsIn(created())[0]!)).toBeUndefined();
  });
});

describe('the table of event types', () => {
  const known = { [EVENT_TYPE]: { site_id: 'a', intent: 'LTR' }, '*': null };
  test('gives site and intent', () => {
    expect(told(created(), known)).toMatchObject({ site_id: 'a', events: [{ intent: 'LTR' }] });
    expect(eventsIn(created(), { '*': { site_id: 'a' } })[0]).not.toHaveProperty('intent');
  });
  test('leaves out what is none of the CRM’s business, and names what it does not know', () => {
    const other = created(bookingOf({ event_type: 'https://api.calendly.com/event_types/OTHER' }));
    expect(told(other, known)).toEqual({ ignored: 'not_ours' });
    expect(told(other, { [EVENT_TYPE]: { site_id: 'a' } })).toEqual({
      ignored: 'unknown_event_type',
      event_type: 'https://api.calendly.com/event_types/OTHER',
    });
  });
  test.each([[{ 'https://calendly.com/anan/visa-call': null }], [{ '*': {} }], [{ '*': { site_id: '' } }], [[]]])(
    'that is %j is refused',
    (table) => expect(eventTypes.safeParse(table).success).toBe(false),
  );
});

test('a booking that was moved is told by its new one alone', () => {
  expect(told(canceled(bookingOf(), { rescheduled: true }))).toEqual({ ignored: 'rescheduled' });
});
test('of other webhooks nothing is read', () => {
  expect(told({ event: 'routing_form_submission.created', payload: 5 })).toEqual({ ignored: 'other_event' });
});
test('a webhook in another form is refused with the path of each fault', () => {
  const body = created();
  const { email: _, ...payload } = body.payload;
  const broken = {
    ...body,
    payload: { ...payload, scheduled_event: { ...payload.scheduled_event, start_time: 'soon' } },
  };
  const paths = (() => {
    try {
      webhookFrom(broken);
    } catch (error) {
      return (error as { issues: { path: string[] }[] }).issues.map(({ path }) => path.join('.'));
    }
  })();
  expect(paths).toEqual(['payload.email', 'payload.scheduled_event.start_time']);
  expect(() => webhookFrom(null)).toThrow();
});

describe('what a case becomes', () => {
  /** Delivers webhooks, or events of a page, one a request. */
  async function outcomeOfAll(...deliveries: (object | ((store: MemoryStore) => void))[]) {
    const store = memoryStore();
    for (const delivery of deliveries) {
      if (typeof delivery === 'function') delivery(store);
      else {
        const events = 'created_by' in delivery ? eventsIn(delivery) : [delivery];
        const { results } = await ingest(envelopeOf(events), RECEIVED, { store });
        for (const { status } of results) expect(['accepted', 'duplicate']).toContain(status);
      }
    }
    return outcomeOf(store);
  }
  const moved = bookingOf({ created_at: day(1), start_time: day(20), end_time: day(20, 1) }, 'MOVED');

  test('a booking of an unknown email opens lead and case, and sets the next action', async () => {
    const { lead, only } = await outcomeOfAll(created());
    expect(lead).toMatchObject({ source: 'CALENDLY', name: 'Claire Dupont', phone: '+14045551234' });
    expect(only).toMatchObject({ status: 'CALL_SCHEDULED', next_action_at: day(9), next_action_by: 'calendly' });
  });
  test('the page’s own event of the booking is the webhook’s, whichever comes first', async () => {
    const scheduled = created().payload.scheduled_event;
    const page = bookedByPage(ID, { at: day(0, 900), payload: appointmentOf(scheduled) });
    for (const order of [
      [page, created()],
      [created(), page],
    ])
      expect((await outcomeOfAll(...order)).journal).toEqual([[eventId('CALENDLY', `appointment:${ID}`)]]);
  });
  test('a booking that is moved moves the next action', async () => {
    const old = canceled(bookingOf(), { rescheduled: true, new_invitee: moved.invitee });
    expect(told(old)).toHaveProperty('ignored');
    const { only } = await outcomeOfAll(created(), created(moved, { old_invitee: bookingOf().invitee }));
    expect(only).toMatchObject({ next_action_at: day(20), status: 'CALL_SCHEDULED' });
  });
  test('a cancellation makes the next action due at once and the lead wait', async () => {
    const { only, journal } = await outcomeOfAll(created(), agentEdits({}, day(1)), canceled());
    expect(only).toMatchObject({ next_action_at: day(2), next_action_by: 'calendly', waiting_since: day(2) });
    expect(only.status).toBe('CALL_SCHEDULED');
    expect(journal[0]).toHaveLength(2);
  });
  test('the cancellation of an older booking leaves the next action with the newer one', async () => {
    expect((await outcomeOfAll(created(), created(moved), canceled())).only.next_action_at).toBe(day(20));
  });
  test('a booking after a cancellation sets the next action again', async () => {
    const later = { ...moved, created_at: day(3) };
    expect((await outcomeOfAll(created(), canceled(), created(later))).only.next_action_at).toBe(day(20));
  });
  test('what an agent has set stays, whatever is booked, moved and canceled', async () => {
    const mine = { next_action_at: day(5), next_action_by: 'agent-1' };
    const { only } = await outcomeOfAll(
      audit('1'),
      agentEdits(mine, day(0, 1)),
      created(),
      created(moved),
      canceled(moved),
    );
    expect(only).toMatchObject(mine);
  });
  test('a cancellation without an intent goes where its booking is, not to the lead’s latest case', async () => {
    const untold = { '*': { site_id: 'siam-visa-pro' } };
    const store = memoryStore();
    for (const events of [
      [audit('1')],
      eventsIn(created(), untold),
      [chat('2', { at: day(1), intent: 'LTR' })],
      eventsIn(canceled(), untold),
    ])
      await ingest(envelopeOf(events), RECEIVED, { store });
    const { cases, journal } = outcomeOf(store);
    expect(cases.map(({ intent }) => intent)).toEqual(['DTV', 'LTR']);
    expect(journal.map((ids) => ids.length)).toEqual([3, 1]);
    expect(cases[0]!.next_action_at).toBe(day(2));
  });
  test('is the same in whatever order webhooks come, and how often', async () => {
    const all = [
      created(),
      canceled(),
      created(moved),
      canceled(moved),
      created({ ...moved, event: `${moved.event}3` }),
    ];
    const sequences = fc
      .tuple(fc.shuffledSubarray(all, { minLength: all.length }), fc.array(fc.constantFrom(...all), { maxLength: 5 }))
      .chain(([order, repeats]) =>
        fc.shuffledSubarray([...order, ...repeats], { minLength: order.length + repeats.length }),
      );
    const expected = canonical((await outcomeOfAll(...all)).documents);
    const property = fc.asyncProperty(sequences, async (sequence) => {
      expect(canonical((await outcomeOfAll(...sequence)).documents)).toEqual(expected);
    });
    await fc.assert(property, { numRuns: 100 });
  });
});
