import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { AUDIT as AUDIT_KIND, checkContact, compose, type Given, snapshot } from '../../src/sdk/compose.js';
import { isCrmValidationError } from '../../src/sdk/errors.js';
import type { CrmOptions, OutgoingEvent } from '../../src/sdk/options.js';
import { AUDIT, LEAD } from './page.js';

const options: CrmOptions = { siteId: 'test', endpoint: '/' };
const audit = (payload: unknown, given: object = { sourceId: 's1' }, more: Partial<CrmOptions> = {}) => {
  const text = snapshot('AUDIT_COMPLETED', () => [payload, { timestamp: new Date(), ...given }]);
  const call: [unknown, Given] = JSON.parse(text); // as the client does
  const [eventId, event] = compose(AUDIT_KIND, ...call, { ...options, ...more }, LEAD);
  return { eventId, event };
};

const issuesOf = (call: () => unknown) => {
  try {
    call();
  } catch (error) {
    if (isCrmValidationError(error)) return error.issues.map(({ path, code }) => `${path} ${code}`);
    throw error;
  }
  return [];
};
const errorOf = (call: () => unknown): Error => {
  try {
    call();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
};

describe('an event', () => {
  test('is not blamed for what another script has added to all objects', () => {
    Object.assign(Object.prototype, { legacy: 1 });
    try {
      expect(issuesOf(() => audit(AUDIT))).toEqual([]);
    } finally {
      Reflect.deleteProperty(Object.prototype, 'legacy');
    }
  });

  test('has the id that the law gives it, its defaults and the lead', () => {
    const { eventId, event } = audit(AUDIT, { sourceId: 's1', timestamp: '2026-03-01T09:30:00.000Z' });
    expect(eventId).toBe(createHash('sha256').update('WEB_CHATaudit:s1').digest('hex'));
    expect(event).toEqual({
      event_id: eventId,
      type: 'AUDIT_COMPLETED',
      timestamp: '2026-03-01T09:30:00.000Z',
      source: 'WEB_CHAT',
      source_id: 'audit:s1',
      lead: LEAD,
      payload: AUDIT,
    });
  });

  test('takes a Date, and the present where no time is given', () => {
    const at = new Date('2026-03-01T09:30:00.123Z');
    expect(audit(AUDIT, { sourceId: 's1', timestamp: at }).event?.timestamp).toBe('2026-03-01T09:30:00.123Z');
    const now = Date.parse(audit(AUDIT).event!.timestamp);
    expect(Math.abs(now - Date.now())).toBeLessThan(1000);
  });

  test('prefers what the call says to what the client was made with', () => {
    const made = { source: 'MANUAL', intent: 'DTV' } as const;
    expect(audit(AUDIT, { sourceId: 's1' }, made).event).toMatchObject(made);
    const { event } = audit(
      AUDIT,
      { sourceId: 's1', source: 'CALENDLY', intent: 'LTR', lead: { email: ' BO@x.co ' } },
      made,
    );
    expect(event).toMatchObject({ source: 'CALENDLY', intent: 'LTR', lead: { email: 'bo@x.co' } });
  });

  test('is a copy: the page may change its objects after the call', () => {
    const payload = structuredClone(AUDIT);
    const { event } = audit(payload);
    payload.issues.push('changed');
    expect((event!.payload as typeof AUDIT).issues).toEqual(['late']);
  });

  test('leaves out what is undefined, and gives -0 as 0', () => {
    const { event } = audit(
      { ...AUDIT, confidence_score: -0 },
      { sourceId: 's1', summary: undefined, intent: undefined },
    );
    expect(Object.keys(JSON.parse(JSON.stringify(event)))).not.toContain('summary');
    expect(Object.keys(JSON.parse(JSON.stringify(event)))).not.toContain('intent');
    expect(Object.is((event!.payload as typeof AUDIT).confidence_score, 0)).toBe(true);
  });
});

describe('an event that breaks the schema', () => {
  test.each<[string, object, string]>([
    ['a missing field', { visa_type: undefined }, 'payload.visa_type invalid_type'],
    ['a number for a text', { visa_type: 5 }, 'payload.visa_type invalid_type'],
    ['a text that is too long', { visa_type: 'x'.repeat(65) }, 'payload.visa_type too_big'],
    ['a value of no list', { audit_status: 'MAYBE' }, 'payload.audit_status invalid_value'],
    ['a text for a number', { confidence_score: '80' }, 'payload.confidence_score invalid_type'],
    ['a number that is none', { confidence_score: Number.NaN }, 'payload.confidence_score invalid_type'],
    ['a score above 100', { confidence_score: 101 }, 'payload.confidence_score too_big'],
    ['a score below 0', { confidence_score: -1 }, 'payload.confidence_score too_small'],
    ['a text for a list', { issues: 'late' }, 'payload.issues invalid_type'],
    ['a list that is too long', { issues: Array(21).fill('a') }, 'payload.issues too_big'],
    ['a list of too many characters', { issues: ['x'.repeat(4001)] }, 'payload.issues too_big'],
    ['a number in a list of texts', { issues: ['a', 1] }, 'payload.issues.1 invalid_type'],
    ['a separator in a list of texts', { issues: ['a\u001fb'] }, 'payload.issues.0 invalid_format'],
    ['a text for a yes or no', { ready_for_payment: 'yes' }, 'payload.ready_for_payment invalid_type'],
    ['an unknown field', { visaType: 'DTV' }, 'payload.visaType unrecognized_keys'],
  ])('is refused for %s, by path and code', (_what, change, issue) => {
    expect(issuesOf(() => audit({ ...AUDIT, ...change }))).toEqual([issue]);
  });

  test('is refused for every field at fault at once', () => {
    expect(issuesOf(() => audit({ ...AUDIT, visa_type: 5, extra: 1 }, { sourceId: '', intent: 7 }))).toEqual(
      expect.arrayContaining([
        'sourceId too_small',
        'payload.visa_type invalid_type',
        'payload.extra unrecognized_keys',
        'intent invalid_type',
      ]),
    );
  });

  test('is told of in words that name the call, the field and the bound', () => {
    const { message } = errorOf(() => audit({ ...AUDIT, confidence_score: 101, audit_status: 'OK', visaType: 'DTV' }));
    expect(message).toMatch(/^crm AUDIT_COMPLETED: /);
    expect(message).toMatch(/payload.confidence_score must be 0 to 100/);
    expect(message).toMatch(/payload.audit_status must be VALID\|INVALID\|PENDING/);
    expect(message).toMatch(/visaType must be .*visa_type/);
  });

  test.each<[string, unknown]>([
    ['no payload', undefined],
    ['null', null],
    ['a list', []],
    ['a text', 'DTV'],
  ])('is refused where the payload is %s', (_what, payload) => {
    expect(issuesOf(() => audit(payload))).toEqual(['payload invalid_type']);
  });

  test('is refused where a getter or a proxy of the page throws', () => {
    const getter = Object.defineProperty({ ...AUDIT }, 'visa_type', {
      enumerable: true,
      get: () => {
        throw new Error('mine');
      },
    });
    expect(issuesOf(() => audit(getter))).toEqual([' custom']);
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(issuesOf(() => audit(proxy))).toEqual([' custom']);
  });

  test.each([
    '2026-03-01',
    '2026-03-01T09:30:00Z',
    '2026-13-01T09:30:00.000Z',
    '2026-02-30T09:30:00.000Z',
    '1999-03-01T09:30:00.000Z',
    'yesterday',
    5,
    new Date(Number.NaN),
  ])('is refused for the time %s', (timestamp) => {
    expect(issuesOf(() => audit(AUDIT, { sourceId: 's1', timestamp }))).toHaveLength(1);
  });

  test('is refused for a summary or a lead of another form', () => {
    expect(issuesOf(() => audit(AUDIT, { sourceId: 's1', summary: { text: 5 } }))).toEqual([
      'summary.text invalid_type',
    ]);
    expect(issuesOf(() => audit(AUDIT, { sourceId: 's1', lead: { email: 'no' } }))).toEqual([
      'lead.email invalid_format',
    ]);
  });

  test('tells at most 50 issues', () => {
    const many = Object.fromEntries(Array.from({ length: 99 }, (_, i) => [`x${i}`, 1]));
    expect(issuesOf(() => audit({ ...AUDIT, ...many }))).toHaveLength(50);
  });
});

describe('beforeSend', () => {
  const withHook = (beforeSend: (event: OutgoingEvent) => unknown) =>
    audit(AUDIT, { sourceId: 's1' }, { beforeSend: beforeSend as CrmOptions['beforeSend'] & object });

  test('may change the event, but never its identity', () => {
    const { eventId, event } = withHook((seen) => ({
      ...seen,
      intent: 'LTR',
      source: 'MANUAL',
      source_id: 'x',
      event_id: 'y',
      type: 'z',
    }));
    expect(event).toMatchObject({
      event_id: eventId,
      type: 'AUDIT_COMPLETED',
      source: 'WEB_CHAT',
      source_id: 'audit:s1',
      intent: 'LTR',
    });
  });

  test('drops the event by answering null', () => {
    expect(withHook(() => null)).toEqual({ eventId: audit(AUDIT).eventId, event: null });
  });

  test('that answers nothing is held to the schema too', () => {
    expect(issuesOf(() => withHook(() => undefined))).toContain('payload invalid_type');
  });

  test('is held to the schema', () => {
    expect(issuesOf(() => withHook((event) => ({ ...event, payload: { ...AUDIT, visa_type: 5 } })))).toEqual([
      'payload.visa_type invalid_type',
    ]);
  });

  test('that throws keeps the event from being queued', () => {
    expect(
      issuesOf(() =>
        withHook(() => {
          throw new Error('oops');
        }),
      ),
    ).toEqual(['beforeSend custom']);
  });
});

describe('a contact', () => {
  test('has its email in the one form that names a lead', () => {
    expect(checkContact({ email: '  ANA@Example.com ', name: 'Ana' })).toEqual({
      email: 'ana@example.com',
      name: 'Ana',
    });
  });

  test.each(['', 'ana', 'ana@x', 'a b@x.co', 'a@b@x.co', 'a/b@x.co', 'a\u200b@x.co', `${'a'.repeat(250)}@x.co`])(
    'is refused with the email "%s"',
    (email) => {
      expect(issuesOf(() => checkContact({ email }))).toHaveLength(1);
    },
  );

  test.each([undefined, null, 'ana@example.com', 5])('is refused where it is %s', (contact) => {
    expect(issuesOf(() => checkContact(contact as never))).toHaveLength(1);
  });
});
