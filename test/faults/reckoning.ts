import { canonicalJson, contentHash } from '../../src/schema/content-hash.js';
import type { WireEvent } from '../../src/schema/event.js';
import { fineDisk } from '../support/simulated-indexeddb.js';
import type { Call } from './calls.js';
import type { FaultPage } from './fault-page.js';
import type { Run } from './run.js';

const HOUR = 3_600_000;

/** The troubles end, a last page is opened, time passes; then every call must be accounted for. */
export async function reckon(run: Run): Promise<void> {
  const { device, random } = run;
  run.calm = true;
  run.ingest.bad = 'verdict';
  Object.assign(device.disk, fineDisk());
  for (const page of run.living) {
    page.tab.dieIn(Number.POSITIVE_INFINITY);
    if (page.tab.frozen && random.chance(0.5)) await page.comeBack();
  }
  const fresh = run.openPage('granted');
  await run.pass(30 * HOUR);

  // Whoever is still unknown says who it is: nothing is held any longer.
  const granted = run.running.filter(({ crm }) => crm.status().consent === 'granted');
  const lead = { email: `visitor${run.visitor.number}-0@example.com`, phone: '+66812345678' };
  run.visitor.leads.add(canonicalJson(lead));
  for (const page of granted) if (!page.crm.status().identified) page.wait('identify', page.crm.identify(lead));
  await run.pass(HOUR);
  for (const page of granted) page.wait('flush', page.crm.flush());
  await run.pass(HOUR);
  if (run.restless) return;

  for (const page of granted) idle(run, page);
  for (const page of run.running) patient(run, page);
  await agrees(run, fresh);
  const letters: string[] = [];
  for (const page of run.running)
    page.wait('rejected', page.crm.rejected(), (rejected) => letters.push(JSON.stringify(rejected)));
  await run.pass(HOUR);
  accountedFor(run, letters.join());
}

/** With a healthy server nothing is left to be done. */
function idle(run: Run, { tab, crm }: FaultPage) {
  const { queued, held, inFlight, persistence } = crm.status();
  if (run.plan.browser.indexedDb && persistence !== 'indexeddb')
    run.violated('status_wrong', `${tab.name} keeps events in ${persistence}, and storage works`);
  if (queued || (held && !mayBeHeld(run)) || inFlight)
    run.violated('stuck', `${tab.name}: ${JSON.stringify({ queued, held, inFlight })}`);
}

/**
 * Where tabs cannot tell one another of a logout, or a denial has made them forget it and the clock does not say who came
 * later, what was held after it waits rather than be given to the wrong lead.
 */
const mayBeHeld = ({ plan, clockJumped }: Run) => plan.localStorageFaults || (plan.consentChanges && clockJumped);

/** No promise waits for ever; a verdict only where the tabs can tell one another of it. */
function patient(run: Run, { tab, crm, waiting }: FaultPage) {
  const { consent, held } = crm.status();
  for (const label of waiting.values()) {
    const verdict = label.startsWith('delivered');
    if (!verdict || (consent === 'granted' && run.plan.browser.channels && !(held && mayBeHeld(run))))
      run.violated('hanging', `${tab.name} ${label}`);
  }
}

/** What the API says is what is on the disk. */
async function agrees(run: Run, fresh: FaultPage) {
  const { crm } = fresh;
  // What another tab has just brought to the disk is seen when this one looks again.
  fresh.wait('flush', crm.flush());
  let letters: number | undefined;
  fresh.wait('rejected', crm.rejected(), (rejected) => {
    letters = rejected.length;
  });
  await run.pass(HOUR);
  const records = run.device.records().length;
  const { queued, held, rejected, persistence } = crm.status();
  const said = queued + held + rejected;
  if (persistence === 'indexeddb' && (said !== records || letters !== rejected))
    run.violated('status_wrong', `status ${said}, rejected() ${letters}, disk ${records}`);
}

/** Every call that was fulfilled is at the server, in the outbox, or was reported; or it ended with its page's memory. */
function accountedFor(run: Run, letters: string) {
  const { ledger } = run;
  const missing = new Map<string, Call[]>();
  for (const call of ledger.calls)
    if (call.state === 'fulfilled' && !settled(run, call) && !letters.includes(call.token))
      missing.set(call.token, [...(missing.get(call.token) ?? []), call]);
  for (const [token, calls] of [...missing])
    if (calls.every((call) => endedWithItsPage(call) || dropUnderWay(run, call))) missing.delete(token);

  const reported = [...ledger.drops.values()].reduce((sum, count) => sum + count, 0);
  const known = new Set(ledger.calls.filter(({ verdict }) => verdict?.status === 'dropped').map(({ token }) => token));
  for (const token of known) missing.delete(token);
  if (missing.size > reported - known.size)
    for (const [token, [call]] of missing)
      run.violated('lost', `${token} of ${call!.page.tab.name}, verdict ${JSON.stringify(call!.verdict)}`);
}

function settled(run: Run, call: Call) {
  const { type, payload, summary, lead } = call;
  if (run.ledger.isStored(call) || call.verdict?.status === 'dropped') return true;
  // Given up by a page that has died or been frozen since, perhaps before it could say that this is done.
  const { gone, frozen } = run.ledger.discarded.get(call.eventId)?.tab ?? {};
  if (gone || frozen) return true;
  if (run.device.records().some((record) => record.includes(call.token))) return true;
  // A conflict is kept at the server, under the lead it came with.
  const leads = lead ? [lead] : run.visitors.flatMap(({ leads }) => [...leads].map((text) => JSON.parse(text)));
  return leads.some((one) =>
    run.ingest.conflicts.has(call.eventId + contentHash({ type, payload, summary, lead: one } as WireEvent)),
  );
}

/** Never on the disk, and nobody said so: what memory held may end with the page, or wait in it for consent. */
const endedWithItsPage = ({ durable, page }: Call) =>
  !durable && (page.tab.gone || page.tab.frozen || page.crm.status().consent !== 'granted');

/**
 * Consent, its visitor or its time was gone, or so it looked to a page that nothing can be told of through localStorage;
 * and gone may be the page that was about to say so.
 */
const dropUnderWay = (run: Run, { visitor, lead }: Call) =>
  (visitor !== run.visitor || run.clockJumped || (run.plan.localStorageFaults && !lead)) &&
  run.pages.some(({ tab }) => tab.gone);
