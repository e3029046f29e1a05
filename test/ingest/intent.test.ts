import { expect, test } from 'vitest';
import { intentOf, THAI_VISAS } from '../../src/ingest/intent.js';

test('every alias of the default table means the intent it stands under, so none stands under two', () => {
  for (const [name, aliases] of Object.entries(THAI_VISAS))
    for (const alias of [name, ...aliases]) expect(intentOf(alias), alias).toEqual({ name, known: true });
});
