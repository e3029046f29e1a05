import fc from 'fast-check';
import type { EventType } from '../../src/schema/event-id.js';

/** Texts that are short, empty, at their bound, astral, combining, right-to-left; none a U+001F. */
const text = (max: number, min = 0): fc.Arbitrary<string> =>
  fc
    .oneof(
      { weight: 4, arbitrary: fc.string({ minLength: min, maxLength: Math.min(max, 20) }) },
      fc.constantFrom(
        'x'.repeat(max),
        '😀'.repeat(max / 2),
        'é',
        'e\u0301',
        'שלום',
        '\u0000',
        '\n',
        '"\\\'',
        '__proto__',
        // A lone surrogate, as a text cut in the middle of an emoji has; one letter in many marks; many in one family.
        'a\ud83d',
        `z${'\u0301'.repeat(Math.min(max, 300) - 1)}`,
        '👨‍👩‍👧‍👦',
        '\u202eright to left\u202c',
      ),
    )
    .map((one) => one.replaceAll('\u001f', '').padEnd(min, 'x'));

const texts = (items: number, characters: number): fc.Arbitrary<string[]> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.array(text(50), { maxLength: items }) },
    fc.constantFrom([], Array(items).fill(''), Array(items).fill('x'.repeat(characters / items))),
  );

const score = fc.oneof(fc.constantFrom(0, -0, 100, 85, 0.5, 1e-9), fc.double({ min: 0, max: 100, noNaN: true }));
const instant = fc
  .date({ min: new Date('2000-01-01T00:00:00.000Z'), max: new Date('2099-12-31T23:59:59.999Z'), noInvalidDate: true })
  .map((date) => date.toISOString());

const PAYLOADS: Record<EventType, fc.Arbitrary<Record<string, unknown>>> = {
  AUDIT_COMPLETED: fc.record({
    visa_type: text(64),
    audit_status: fc.constantFrom('VALID', 'INVALID', 'PENDING'),
    confidence_score: score,
    issues: texts(20, 4000),
    missing_docs: texts(20, 4000),
    ready_for_payment: fc.boolean(),
  }),
  CALL_REQUESTED: fc.record(
    { reason: text(200), visa_type: text(64), user_stage: text(200), notes: text(5000), transcript: text(10_000) },
    { requiredKeys: ['reason', 'visa_type', 'user_stage', 'notes'] },
  ),
  CHAT_SUMMARIZED: fc.record({
    executive_summary: text(5000),
    strengths: texts(20, 4000),
    weaknesses: texts(20, 4000),
    action_plan: fc.array(fc.record({ step: text(500), timing: text(200) }), { maxLength: 12 }),
    visa_score: score,
  }),
  APPOINTMENT_BOOKED: fc.record({
    provider: fc.constant('CALENDLY'),
    event_uri: text(500, 1),
    start_time: instant,
    end_time: instant,
    location: text(500),
  }),
};

/** Valid payloads of a type. */
export const payloadOf = (type: EventType): fc.Arbitrary<Record<string, unknown>> => PAYLOADS[type];

const nested = (levels: number, around: (inner: unknown) => unknown): unknown =>
  levels ? around(nested(levels - 1, around)) : 'x';

/** Names that a program may stumble on. */
const NAMES = ['__proto__', 'constructor', 'toString', '', 'a.b', 'visa_type ', 'Visa_type', '\u0000', 'é'];

/** What a list holds at its bound, by the field's name: the last element of a full list is where a check may stop short. */
const FULL: Readonly<Record<string, readonly unknown[]>> = {
  issues: Array(20).fill('x'),
  missing_docs: Array(20).fill(''),
  strengths: Array(20).fill('x'),
  weaknesses: Array(20).fill(''),
  action_plan: Array(12).fill({ step: 'x', timing: '' }),
};

/** What takes the place of a value: other types, beyond bounds, almost right. */
const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown[]>(
    null,
    true,
    0,
    -1,
    100.1,
    101,
    -0,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    100 + 2 ** -40,
    -Number.MIN_VALUE,
    2 ** 53,
    1e308,
    '',
    'VALID',
    'valid',
    [],
    {},
    [''],
    [null],
    [[]],
  ),
  fc.constantFrom<unknown[]>('x'.repeat(65), 'x'.repeat(201), 'x'.repeat(501), 'x'.repeat(5001), 'x'.repeat(10_001)),
  fc.constantFrom<unknown[]>(
    '2026-02-30T00:00:00.000Z',
    '2026-01-01T00:00:00Z',
    '2026-01-01',
    'a\u001fb',
    '😀'.repeat(33),
  ),
  fc.constantFrom<unknown[]>(
    Array(21).fill('x'),
    Array(13).fill({ step: '', timing: '' }),
    [{ step: '' }],
    ['x'.repeat(4001)],
  ),
  fc.constantFrom<unknown[]>(
    [{ step: 'a', timing: 'b', more: 'c' }],
    [{ step: 'a', timing: 1 }],
    [{ step: 'a\u001f', timing: '' }],
  ),
  // One more than fits, in letters that are two units of UTF-16 each; what is deep, in maps and in lists.
  fc.constantFrom<unknown[]>(
    '😀'.repeat(65),
    '😀'.repeat(201),
    '\ud800'.repeat(65),
    `${'x'.repeat(200)}\u0301`,
    '\u0000'.repeat(201),
  ),
  fc.constantFrom<unknown[]>(
    nested(30, (inner) => ({ a: inner })),
    nested(30, (inner) => [inner]),
    'x'.repeat(300_000),
  ),
  fc.constantFrom<unknown[]>(['a', 1], [1], ['a', null], ['a', ['b']], ['a', { b: 1 }], [true], ['\u001f']),
  fc.jsonValue({ maxDepth: 2 }),
);

/** Payloads with one field changed, left out or added; or the last element of a list changed, of a full one too. */
export const mutated = (valid: fc.Arbitrary<Record<string, unknown>>): fc.Arbitrary<Record<string, unknown>> =>
  fc
    .tuple(valid, fc.nat(), odd, fc.constantFrom('set', 'drop', 'add', 'name', 'last', 'full'))
    .map(([payload, n, value, how]) => {
      const keys = Object.keys(payload);
      const key = keys[n % keys.length]!;
      const old = payload[key];
      if (how === 'drop') return Object.fromEntries(Object.entries(payload).filter(([one]) => one !== key));
      if (how === 'add') return { ...payload, [`${key}_`]: value };
      if (how === 'name') return { ...payload, [NAMES[n % NAMES.length]!]: value };
      if (how === 'full' && FULL[key]) return { ...payload, [key]: [...FULL[key].slice(0, -1), value] };
      if (how === 'last' && Array.isArray(old) && old.length)
        return { ...payload, [key]: [...old.slice(0, -1), value] };
      return { ...payload, [key]: value };
    });
