import { type IntentNames, intentOf, type SiteIntents } from '../../ingest/intent.js';
import type { Erasure } from '../../ingest/ports.js';
import { WINDOW } from '../../ingest/resolve-case.js';
import { type CaseDocument, caseDocument } from '../../schema/case.js';
import { casePath, erasurePath, leadPath } from '../../schema/collections.js';
import { type StoredEvent, storedEvent } from '../../schema/event.js';
import { type Lead, lead as leadSchema } from '../../schema/lead.js';
import { sha256 } from '../../schema/sha256.js';
import { issuesOf } from '../../schema/wire.js';
import { caseIn, idOf } from '../document-path.js';
import { caseAnew, differing, fieldsThatDiffer, leadAnew } from '../project-anew.js';
import type { Found } from '../reader.js';
import type { Difference } from './differences.js';
import type { Look } from './look.js';

/** Most leads judged at once: a query takes 30 values. https://firebase.google.com/docs/firestore/query-data/queries#limitations_2 */
export const MOST_LEADS = 30;

/** One lead with all that is its own. */
interface Belongings {
  readonly email: string;
  readonly lead: Lead;
  readonly cases: ReadonlyMap<string, CaseDocument>;
  readonly events: readonly { readonly path: string; readonly event: StoredEvent }[];
}

type Say = (name: Difference['name'], thing: Difference['thing'], id: string, more?: Partial<Difference>) => Difference;

/**
 * Whether leads, their directories and their cases are what their events make of them, projected anew. Documents that
 * break the schema are left to whoever judges them one by one. At most `MOST_LEADS`; one answer for each.
 */
export async function judgeLeads(leads: readonly Found[], look: Look, intents: SiteIntents): Promise<Difference[][]> {
  const where = { field: 'lead_id', isOneOf: leads.map(({ path }) => idOf(path)) };
  const [cases, events] = await Promise.all([
    look.select({ collection: 'cases', where }),
    look.select({ collection: 'events', everywhere: true, where }),
  ]);
  const judged = leads.map(async (found) => {
    const email = idOf(found.path);
    const say: Say = (name, thing, id, more) => ({ name, thing, id, path: found.path, leads: [email], ...more });
    if (found.fields.email !== email) {
      const told = typeof found.fields.email === 'string' ? found.fields.email : email;
      return [say('lead_misfiled', 'lead', told, { leads: [email, told] })];
    }
    const parsed = leadSchema.safeParse(found.fields);
    if (!parsed.success)
      return [say('lead_malformed', 'lead', email, { fields: issuesOf(parsed.error).map(({ path }) => path) })];
    const own = {
      email,
      lead: parsed.data,
      cases: new Map(
        cases.flatMap(({ path, fields }) => {
          const one = fields.lead_id === email ? caseDocument.safeParse(fields) : undefined;
          return one?.success ? [[idOf(path), one.data] as const] : [];
        }),
      ),
      events: events.flatMap(({ path, fields }) => {
        const one = fields.lead_id === email ? storedEvent.safeParse(fields) : undefined;
        return one?.success ? [{ path, event: one.data }] : [];
      }),
    };
    const erasure = (await look.get(erasurePath(sha256(email))))?.fields as Erasure | undefined; // admin's own writing
    return [
      ...erased(own, erasure?.erased_at, say),
      ...judgeTimes(own, say),
      ...judgeIntents(own, intents, say),
      ...judgeOwnCases(own, say),
      ...judgeJoining(own, say),
      ...judgeDirectory(own, say),
      ...judgeLead(own, say),
    ];
  });
  return Promise.all(judged);
}

const erased = ({ events }: Belongings, erasedAt: string | undefined, say: Say): Difference[] =>
  events
    .filter(({ event }) => erasedAt !== undefined && event.timestamp <= erasedAt)
    .map(({ path, event }) => say('erased_came_back', 'event', event.event_id, { path }));

/** An event whose time is not the one that its case and its lead's directory both give it. */
function judgeTimes({ lead, cases, events }: Belongings, say: Say): Difference[] {
  return events.flatMap(({ path, event }) => {
    const [id, of, entry] = [caseIn(path), cases.get(caseIn(path)), lead.cases[caseIn(path)]];
    const told = [
      ...(of?.first_event_id === event.event_id && of.first_event_at === entry?.first_event_at
        ? [of.first_event_at]
        : []),
      ...(of?.last_event_id === event.event_id && of.last_event_at === entry?.last_event_at ? [of.last_event_at] : []),
    ];
    if (!id || told.every((time) => time === event.timestamp)) return [];
    return [say('event_changed', 'event', event.event_id, { path, fields: ['timestamp'] })];
  });
}

/** An event that names another intent than its case has, while the lead has a case of that intent at that time. */
function judgeIntents({ cases, events }: Belongings, intents: SiteIntents, say: Say): Difference[] {
  return events.flatMap(({ path, event }) => {
    const of = cases.get(caseIn(path));
    const named = 'visa_type' in event.payload && intentOf(event.payload.visa_type, tableOf(intents, event.site_id));
    if (!of || !named || named.name === of.intent) return [];
    const better = [...cases.values()].some(
      (one) => one.intent === named.name && one.site_id === event.site_id && isNear(one, event.timestamp),
    );
    return better ? [say('event_moved', 'event', event.event_id, { path })] : [];
  });
}

const tableOf = (intents: SiteIntents, site: string): IntentNames | undefined =>
  Object.hasOwn(intents, site) ? intents[site] : undefined;

function judgeOwnCases({ lead, cases, events }: Belongings, say: Say): Difference[] {
  return [...cases].flatMap(([id, stored]) => {
    const path = casePath(id);
    const own = events.filter((event) => caseIn(event.path) === id).map(({ event }) => event);
    if (!own.length) return [say('case_empty', 'case', id, { path })];
    const anew = caseAnew(id, own, [stored.intent, lead.cases[id]?.intent]);
    if (!anew) return [say('case_id_wrong', 'case', id, { path })];
    const fields = fieldsThatDiffer(stored, anew);
    return fields.length ? [say('case_differs', 'case', id, { path, fields })] : [];
  });
}

/** Of cases less than 30 days apart every one but the oldest continues another; a case alone continues none. */
function judgeJoining({ cases }: Belongings, say: Say): Difference[] {
  const threads: CaseDocument[][] = [];
  const byAge = [...cases.values()].sort((a, b) => (a.first_event_at < b.first_event_at ? -1 : 1));
  for (const one of byAge) {
    const thread = threads.find((others) => others.some((other) => areOneProject(other, one)));
    if (thread) thread.push(one);
    else threads.push([one]);
  }
  return threads.flatMap((thread) => {
    const joined = (one: CaseDocument) =>
      thread.some(({ case_id }) => case_id === one.continues && case_id !== one.case_id);
    const oldest = thread.find((one) => !one.continues) ?? thread[0];
    return thread
      .filter((one) => (one === oldest ? one.continues !== undefined : !joined(one)))
      .map(({ case_id }) => say('case_differs', 'case', case_id, { path: casePath(case_id), fields: ['continues'] }));
  });
}

const areOneProject = (a: CaseDocument, b: CaseDocument): boolean =>
  a.intent === b.intent && a.site_id === b.site_id && isNear(a, b.first_event_at);

const isNear = (of: CaseDocument, instant: string): boolean =>
  Date.parse(instant) > Date.parse(of.first_event_at) - WINDOW &&
  Date.parse(instant) < Date.parse(of.last_event_at) + WINDOW;

function judgeDirectory({ lead, cases }: Belongings, say: Say): Difference[] {
  const missing = [...cases.keys()].filter((id) => !lead.cases[id]).map((id) => say('entry_missing', 'case', id));
  const listed = Object.entries(lead.cases).flatMap(([id, entry]) => {
    const of = cases.get(id);
    if (!of) return [say('entry_astray', 'case', id)];
    const { intent, site_id, first_event_at, last_event_at } = of;
    const fields = differing(entry, { case_id: id, intent, site_id, first_event_at, last_event_at });
    return fields.length ? [say('entry_differs', 'case', id, { fields })] : [];
  });
  return [...missing, ...listed];
}

function judgeLead({ email, lead, cases, events }: Belongings, say: Say): Difference[] {
  if (!cases.size) return [say('lead_empty', 'lead', email, { path: leadPath(email) })];
  const anew = leadAnew(
    events.flatMap(({ path, event }) => {
      const of = cases.get(caseIn(path));
      return of ? [{ event, caseId: caseIn(path), intent: of.intent }] : [];
    }),
  );
  const fields = anew ? differing({ ...lead, cases: null }, { ...anew, cases: null }) : [];
  return fields.length ? [say('lead_differs', 'lead', email, { fields })] : [];
}
