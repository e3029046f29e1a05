import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodedFields, encodedFields } from '../../src/firebase/values.js';

test('what is encoded is decoded to the same', () => {
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small' },
      fc.string({ unit: 'binary' }),
      fc.double(),
      fc.maxSafeInteger(),
      fc.boolean(),
      fc.constantFrom(null, -0, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY),
      fc.array(tie('tree'), { maxLength: 4 }),
      fc.dictionary(fc.string(), tie('tree'), { maxKeys: 4, noNullPrototype: true }),
    ),
  }));
  fc.assert(
    fc.property(fc.dictionary(fc.string(), tree, { noNullPrototype: true }), (fields) => {
      const overTheWire = JSON.parse(JSON.stringify(encodedFields(fields)));
      expect(decodedFields(overTheWire)).toEqual(fields);
    }),
  );
});

test('a timestamp is decoded to an instant, a list or map without anything to an empty one', () => {
  const fields = {
    at: { timestampValue: '2026-03-01T09:30:00.123456Z' },
    list: { arrayValue: {} },
    map: { mapValue: {} },
  };
  expect(decodedFields(fields)).toEqual({ at: '2026-03-01T09:30:00.123Z', list: [], map: {} });
});

test('what Firestore has no place for is refused', () => {
  expect(() => encodedFields({ a: undefined })).toThrow('undefined');
  expect(() => encodedFields({ a: 1n })).toThrow('bigint');
});
