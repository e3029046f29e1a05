import { expect, test } from 'vitest';
import { mapSession } from '../../src/migrate/legacy.js';
import { asFound } from '../support/legacy-collection.js';
import { legacySessions } from '../support/legacy-sessions.js';

test('made sessions are what their maker says, and the mapping agrees', () => {
  const made = [...legacySessions(7, 3000)];
  for (const session of made) {
    const { events, skips, siteId } = mapSession(asFound(session));
    const { truth } = session;
    expect(events.map(({ source_id }) => source_id)).toEqual(truth.events);
    expect(skips.map(({ what, reason }) => `${what} ${reason}`)).toEqual(truth.skips);
    expect(siteId).toBe(truth.siteId);
    for (const event of events) {
      expect(event.lead.email).toBe(truth.lead);
      expect(event.timestamp).toBe(truth.at);
    }
  }
  expect(new Set(made.map(({ id }) => id)).size).toBe(3000);
  expect(new Set(made.flatMap(({ truth }) => truth.skips)).size).toBe(6);
});

test('made sessions are the same for the same seed, and others for another', () => {
  expect([...legacySessions(1, 50)]).toEqual([...legacySessions(1, 50)]);
  expect([...legacySessions(1, 50)]).not.toEqual([...legacySessions(2, 50)]);
});
