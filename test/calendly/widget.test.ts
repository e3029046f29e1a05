// @vitest-environment happy-dom
import { afterEach, expect, test } from 'vitest';
import { type Booking, onBooking } from '../../src/calendly/index.js';

const CALENDLY = 'https://calendly.com';
const EVENT = 'https://api.calendly.com/scheduled_events/ABCDABCDABCDABCD';
// https://developer.calendly.com/api-docs/overview/embedding/notifying-the-parent-window
const SCHEDULED = {
  event: 'calendly.event_scheduled',
  payload: { event: { uri: EVENT }, invitee: { uri: `${EVENT}/invitees/ABCDABCDABCDABCD` } },
};
const post = (data: unknown, origin = CALENDLY) => dispatchEvent(new MessageEvent('message', { data, origin }));

let stop = () => {};
afterEach(() => stop());
function hearing(origin?: string): Booking[] {
  const heard: Booking[] = [];
  stop = onBooking((booking) => heard.push(booking), origin);
  return heard;
}

test('a booking is told with its addresses and the id of the event that the webhook writes', () => {
  const heard = hearing();
  post(SCHEDULED);
  expect(heard).toEqual([
    { eventUri: EVENT, inviteeUri: `${EVENT}/invitees/ABCDABCDABCDABCD`, sourceId: 'ABCDABCDABCDABCD' },
  ]);
});

test.each([
  'https://evil.example',
  'https://calendly.com.evil.example',
  'http://calendly.com',
  'https://www.calendly.com',
  'null',
  '',
])('a message from %s is not heard', (origin) => {
  const heard = hearing();
  post(SCHEDULED, origin);
  expect(heard).toEqual([]);
});

test.each([
  [null],
  ['calendly.event_scheduled'],
  [{ event: 'calendly.page_height', payload: { height: '602px' } }],
  [{ event: 'calendly.event_scheduled' }],
  [{ event: 'calendly.event_scheduled', payload: null }],
  [{ event: 'calendly.event_scheduled', payload: { event: {} } }],
])('of %j nothing is told, and nothing thrown', (data) => {
  const errors: unknown[] = [];
  const note = (event: Event) => errors.push(event);
  addEventListener('error', note);
  const heard = hearing();
  post(data);
  removeEventListener('error', note);
  expect([heard, errors]).toEqual([[], []]);
});

test('another origin is heard where it is named, and Calendly then no more', () => {
  const heard = hearing('http://localhost:5173');
  post(SCHEDULED);
  post(SCHEDULED, 'http://localhost:5173');
  expect(heard).toHaveLength(1);
});

test('after the undo nothing is heard', () => {
  const heard = hearing();
  stop();
  post(SCHEDULED);
  expect(heard).toEqual([]);
});
