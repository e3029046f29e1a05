import { describe, expect, it } from 'vitest';
import { parts } from './commits.js';
import { type Access, EVERYONE, HANDLED, MISHANDLED, type Name, reads, writes } from './people.js';
import { first } from './scenarios.js';
import { listing, updating } from './wire.js';
import { AGENT, type World } from './world.js';

/** What each identity may. */
export function people(world: () => World): void {
  /** Who of everybody may, each asking where the same stands. */
  async function whoMay({ given, request, before }: Access): Promise<Name[]> {
    const may: Name[] = [];
    for (const [name, identity] of Object.entries(EVERYONE)) {
      await world().given(...given, before);
      if (await world().does(identity, request)) may.push(name as Name); // its own keys
    }
    return may.sort();
  }

  describe('of everybody', () => {
    it.each(
      [...reads(), ...writes()].map((access) => [access.title, access.who.join(', ') || 'nobody', access] as const),
    )('%s: %s', async (_title, _who, access) => {
      expect(await whoMay(access)).toEqual([...access.who].sort());
    });
  });

  describe('an agent', () => {
    const isAllowed = async (fields: Record<string, unknown>): Promise<boolean> => {
      const { commit } = first();
      await world().given(commit);
      return world().does(AGENT, updating(parts(commit).paths.case, fields));
    };

    it.each(HANDLED)('%s', async (_title, fields) => {
      expect(await isAllowed(fields)).toBe(true);
    });

    it.each(MISHANDLED)('changes no case %s', async (_title, fields, change) => {
      expect(await isAllowed(fields), 'the unchanged twin').toBe(true);
      expect(await isAllowed({ ...fields, ...change })).toBe(false);
    });
  });

  it('an agent of two sites sees both, also all events of each at once, and no third', async () => {
    const both = { uid: 'agent-5', claims: { role: 'agent', sites: ['siam-visa-pro', 'other-site'] } };
    await world().given(first().commit, first({ site: 'other-site' }).commit, first({ site: 'third-site' }).commit);
    for (const of of ['cases', '**/events', '**/conflicts'])
      for (const site of ['siam-visa-pro', 'other-site', 'third-site'])
        expect([of, site, await world().does(both, listing(of, ['site_id', 'EQUAL', site]))]).toEqual([
          of,
          site,
          site !== 'third-site',
        ]);
  });
}
