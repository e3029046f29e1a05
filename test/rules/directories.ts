import { EARLY, LATE, OTHER, set } from './changes.js';
import { type Commit, type Document, opening, parts } from './commits.js';
import { another, fresh, type Scenario } from './scenarios.js';

type Entries = Record<string, Document>;

/** A lead of two cases alone, as an event that says nothing new of them leaves it. Nothing else is in the commit. */
function renamed(): Scenario {
  const { given, commit } = another();
  const { lead, paths } = parts(commit);
  return { given: [...given, commit], commit: { [paths.lead]: { ...lead, name: 'Claire Durand' } } };
}

/** The lead of the scenario with other entries in its directory, told by its two case ids. */
const entries =
  (change: (was: Entries, first: string, second: string) => Entries) =>
  ({ given, commit }: Scenario): Scenario => {
    const [[path, lead]] = Object.entries(commit) as [[string, Document]]; // the lead is all of the commit
    const was = lead.cases as Entries;
    const [first, second] = Object.keys(was) as [string, string];
    return { given, commit: { [path]: { ...lead, cases: change(was, first, second) } } };
  };

const first = (fields: Document) => entries((was, id) => ({ ...was, [id]: { ...was[id], ...fields } }));

const onLead =
  (change: (lead: Document) => Document) =>
  ({ given, commit }: Scenario): Scenario => ({
    given,
    commit: Object.fromEntries(
      Object.entries(commit).map(([path, lead]) => [path, change(lead as Document)]),
    ) as Commit,
  });

/** The sites, the first of them so often that there are `count`. */
const repeated = (sites: unknown, count: number) =>
  (sites as string[]).concat(Array(count - 2).fill((sites as string[])[0])); // a lead of two sites

/** Somebody else's case, which stands. */
function others({ given, commit }: Scenario): Scenario {
  const other = opening(fresh());
  const [[id, entry]] = Object.entries(parts(other).lead.cases as Entries) as [[string, Document]];
  return entries((was) => ({ ...was, [id]: entry }))({ given: [...given, other], commit });
}

/** What a lead's directory says of a case is what the case is: commits of the lead alone with one thing changed. */
export const DIRECTORIES: [string, () => Scenario, (allowed: Scenario) => Scenario][] = [
  ['a case that its directory says begins earlier', renamed, first({ first_event_at: EARLY })],
  ['a case that its directory says ends later', renamed, first({ last_event_at: LATE })],
  ['a case that its directory says wants something else', renamed, first({ intent: 'RETIREMENT' })],
  ['a case that its directory puts on another site', renamed, first({ site_id: 'third-site' })],
  ['an entry that names another case', renamed, first({ case_id: OTHER })],
  ['an entry with a field more', renamed, first({ vip: true })],
  ['an entry under a second key', renamed, entries((was, id) => ({ ...was, [OTHER]: was[id]! }))],
  ['an entry in place of another', renamed, entries((was, id, second) => ({ ...was, [id]: was[second]! }))],
  [
    'two entries that changed places',
    renamed,
    entries((was, id, second) => ({ [id]: was[second]!, [second]: was[id]! })),
  ],
  ['an entry that is gone', renamed, entries((was, _id, second) => ({ [second]: was[second]! }))],
  ['a directory that is gone', renamed, entries(() => ({}))],
  ["an entry of somebody else's case", renamed, others],
  ['more than a hundred sites', renamed, onLead((lead) => ({ ...lead, site_ids: repeated(lead.site_ids, 101) }))],
  [
    'a site that the lead never was on',
    renamed,
    onLead(set({ site_ids: ['other-site', 'siam-visa-pro', 'third-site'] })),
  ],
];
