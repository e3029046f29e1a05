import { expect, test } from 'vitest';
import { appointmentOf } from '../../src/calendly/appointment.js';
import { bookingId } from '../../src/schema/booking.js';
import { appointmentPayload } from '../../src/schema/payloads.js';

// The forms of https://developer.calendly.com/api-docs/calendly-api/scheduled-events/get-scheduled-event
const EVENT = {
  uri: 'https://api.calendly.com/scheduled_events/GBGBDCAADAEDCRZ2',
  start_time: '2026-08-24T14:15:00.123999Z',
  end_time: '2026-08-24T14:45:00Z',
  location: { type: 'google_conference' },
};

test('the payload of a booking satisfies the schema, with times cut to milliseconds', () => {
  expect(appointmentPayload.parse(appointmentOf(EVENT))).toEqual({
    provider: 'CALENDLY',
    event_uri: EVENT.uri,
    start_time: '2026-08-24T14:15:00.123Z',
    end_time: '2026-08-24T14:45:00.000Z',
    location: 'Google Meet',
  });
});

test.each([
  ['Zoom', { type: 'zoom' }],
  ['Zoom', { type: 'zoom_conference' }],
  ['Microsoft Teams', { type: 'microsoft_teams_conference' }],
  ['Webex', { type: 'webex_conference' }],
  ['12 Silom Road', { type: 'physical', location: '12 Silom Road' }],
  ['+33 6 12 34 56 78', { type: 'outbound_call', location: '+33 6 12 34 56 78' }],
  ['Outbound Call', { type: 'outbound_call', location: null }],
  ['', null],
  ['', undefined],
])('the location "%s" is what %j is called', (location, given) => {
  expect(appointmentOf({ ...EVENT, location: given }).location).toBe(location);
});

test('a conference has one location before and after Calendly has its link', () => {
  const later = { type: 'zoom', status: 'pushed', join_url: 'https://zoom.example/j/1' };
  expect(appointmentOf({ ...EVENT, location: later })).toEqual(appointmentOf({ ...EVENT, location: { type: 'zoom' } }));
});

test('one booking has one id and one address, whoever names it', () => {
  const addresses = [
    'https://api.calendly.com/scheduled_events/GBGBDCAADAEDCRZ2',
    'https://calendly.com/scheduled_events/GBGBDCAADAEDCRZ2',
  ];
  for (const uri of addresses) {
    expect(bookingId(uri)).toBe('GBGBDCAADAEDCRZ2');
    expect(appointmentOf({ ...EVENT, uri }).event_uri).toBe(addresses[0]);
  }
  expect(bookingId(`${addresses[0]}/invitees/AAAA`)).toBe('GBGBDCAADAEDCRZ2/AAAA');
  expect(bookingId('https://example.com/')).toBe('');
});

test('a time that is none is left for validation to name', () => {
  const issues = appointmentPayload.safeParse(appointmentOf({ ...EVENT, start_time: 'soon' })).error?.issues;
  expect(issues?.map(({ path }) => path.join('.'))).toEqual(['start_time']);
});
