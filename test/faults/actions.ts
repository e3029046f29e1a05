import { canonicalJson } from '../../src/schema/content-hash.js';
import { newSaying, type Saying } from './calls.js';
import type { FaultPage } from './fault-page.js';
import type { Run } from './run.js';

const DAY = 86_400_000;

/** What people, pages, browsers and devices do, and how often. Some only where the plan of the run has them. */
const ACTIONS: Record<
  string,
  { often: number; when?: (run: Run) => unknown; act: (run: Run, page: FaultPage) => unknown }
> = {
  emit: { often: 30, act: (run, page) => speak(run, page, run.random.int(1, 4)) },
  burst: { often: 0.5, act: (run, page) => speak(run, page, run.random.int(52, 70)) },
  identify: { often: 6, act: identify },
  reset: { often: 3, act: reset },
  flush: { often: 3, act: (_run, page) => page.wait('flush', page.crm.flush()) },
  retry: { often: 2, act: (run, page) => letters(run, page, 'retry') },
  discard: { often: 1, act: (run, page) => letters(run, page, 'discard') },
  consent: { often: 8, when: ({ plan }) => plan.consentChanges, act: changeConsent },
  open: { often: 5, when: (run) => run.living.length < run.plan.tabs, act: (run) => run.openPage() },
  crash: { often: 3, act: (_run, { tab }) => tab.die('crashes') },
  crash_in_call_soon: { often: 4, act: (run, { tab }) => tab.dieIn(run.random.int(1, 40)) },
  browser_killed: { often: 1, act: (run) => run.living.map(({ tab }) => tab.die('with the browser')) },
  close: { often: 3, act: (_run, { tab }) => tab.close() },
  reload: {
    often: 3,
    act: async (run, { tab }) => {
      await tab.close();
      run.openPage();
    },
  },
  hide: { often: 4, act: (_run, { tab }) => tab.hide() },
  show: { often: 4, act: (_run, { tab }) => tab.show() },
  freeze: { often: 2, act: (run, page) => stop(run, page, () => page.tab.freeze()) },
  bfcache: { often: 2, act: (run, page) => stop(run, page, () => page.tab.enterCache()) },
  online: { often: 2, act: (_run, { tab }) => tab.dispatch(tab.window, 'online') },
  clock_forward: { often: 1, when: ({ plan }) => plan.clockJumps, act: (run) => jump(run, 1) },
  clock_back: { often: 1, when: ({ plan }) => plan.clockJumps, act: (run) => jump(run, -1) },
  storage: { often: 6, when: ({ plan }) => plan.storageFaults, act: changeStorage },
  connection_dies: { often: 2, when: ({ plan }) => plan.storageFaults, act: (run, page) => cut(run, page, false) },
  connection_dies_silently: {
    often: 2,
    when: ({ plan }) => plan.storageFaults,
    act: (run, page) => cut(run, page, true),
  },
  version_change: {
    often: 1,
    act: (run, { tab }) => {
      for (const connection of run.device.connectionsOf(tab)) connection.emit('versionchange');
    },
  },
};

/** What is no fault, but work. */
const WORK = /^(emit|burst|identify|reset|flush|retry|discard|consent|open|storage|crash_in_call_soon)$/;
export const PAGE_FAULTS = Object.keys(ACTIONS).filter((name) => !WORK.test(name));

/** The troubled time: actions one after another, some at once after a call, when most is going on. */
export async function chaos(run: Run): Promise<void> {
  const { plan, random, scheduler } = run;
  for (let i = 0; i < Math.min(plan.tabs, 2); i++) run.openPage();
  if (random.chance(0.6)) identify(run, run.pages[0]!);
  const weights = Object.fromEntries(
    Object.entries(ACTIONS).map(([name, { often, when }]) => [name, when && !when(run) ? 0 : often]),
  );
  let at = 0;
  for (let i = 0; i < plan.actions; i++) {
    at += random.chance(0.5) ? random.int(0, 8) : random.int(0, (2 * plan.duration) / plan.actions);
    scheduler.after(at, 'world', 'acts', async () => {
      const name = random.weighted(weights);
      const page = run.running.length ? random.pick(run.running) : run.openPage();
      const { when, act } = ACTIONS[name]!;
      if (when && !when(run)) return;
      scheduler.note(`${name} ${page.tab.name}`);
      if (!WORK.test(name)) run.fire(name);
      await act(run, page);
    });
  }
  await run.pass(at + 1);
}

function speak(run: Run, page: FaultPage, calls: number): void {
  const { random, ledger } = run;
  const long = calls > 50 ? 0.6 : 0.1;
  for (let i = 0; i < calls; i++) {
    const before = ledger.calls.length ? random.pick(ledger.calls) : undefined;
    const kind = random.weighted({ new: 80, bad: 6, again: before ? 9 : 0, other: before ? 5 : 0 });
    const number = ledger.calls.length + 1;
    let saying: Saying = newSaying(random, number, kind === 'bad', long);
    if (before && kind === 'again') {
      run.fire('same_content_again');
      saying = before.saying;
    }
    if (before && kind === 'other') {
      run.fire('other_content_same_id');
      saying = { ...newSaying(random, number, false, long, before.sourceId) };
    }
    page.say(saying);
  }
}

function identify(run: Run, page: FaultPage): void {
  const { number, leads } = run.visitor;
  const lead = { email: `visitor${number}-${run.random.int(0, 1)}@example.com`, phone: '+66812345678' };
  leads.add(canonicalJson(lead));
  page.wait('identify', page.crm.identify(lead));
}

/** Another person sits down, unless the page has died in the very call that should have told the SDK. */
function nextVisitor(run: Run, { tab }: FaultPage) {
  if (!tab.gone) run.visitors.push({ number: run.visitors.length, leads: new Set() });
}

function reset(run: Run, page: FaultPage): void {
  page.wait('reset', page.crm.reset());
  // It may have died with the logout half done.
  run.resetTorn ||= page.tab.gone;
  nextVisitor(run, page);
}

function letters(run: Run, page: FaultPage, what: 'retry' | 'discard'): void {
  page.wait('rejected', page.crm.rejected(), (rejected) => {
    for (const { eventId } of rejected.slice(0, 2)) {
      if (what === 'retry') run.ledger.retried.add(eventId);
      else run.ledger.discarded.set(eventId, page);
      page.wait(what, page.crm[what](eventId));
    }
  });
}

/** How long it takes until the last tab has heard of a choice, ms. */
const HEARD_WITHIN = 20;

/** People decide once for all tabs; each tab hears of it a moment later. */
function changeConsent(run: Run): void {
  const { random } = run;
  // People do not change their mind while the first answer is still being carried out.
  const busy = run.running.some(({ waiting }) => [...waiting.values()].some((label) => label.startsWith('consent')));
  if (busy || run.scheduler.now < run.consentHeardBy) return;
  run.consentHeardBy = run.scheduler.now + HEARD_WITHIN;
  const next = random.weighted({ granted: 1, denied: 1 });
  run.consent = next;
  run.consentChanged = true;
  for (const page of run.living)
    page.tab.task(random.int(0, HEARD_WITHIN), `consent ${next}`, () => {
      const seq = run.nextSeq();
      if (next === 'denied') page.deniedBefore = seq;
      page.wait(`consent ${next}`, page.crm.setConsent(next), () => {
        if (next === 'denied' && run.living.length === 1 && !run.plan.storageFaults) purged(run, page, seq);
      });
      if (next === 'denied') nextVisitor(run, page);
    });
}

function purged(run: Run, page: FaultPage, seq: number): void {
  const earlier = run.ledger.calls.filter((call) => call.seq < seq && call.page === page);
  for (const record of run.device.records())
    if (earlier.some(({ token }) => record.includes(token)))
      run.violated('kept_after_denied', `${page.tab.name}: ${record.slice(0, 200)}`);
}

async function stop(run: Run, page: FaultPage, freeze: () => unknown): Promise<void> {
  const { random, scheduler } = run;
  page.lastFrozen = scheduler.now;
  await freeze();
  page.lastFrozen = scheduler.now;
  const back = random.pick([5, 1000, 30_000, 200_000, 1e9]);
  scheduler.after(back, 'world', `${page.tab.name} returns`, async () => {
    if (page.tab.gone || !page.tab.frozen) return;
    run.fire('returns');
    await page.comeBack();
  });
}

function jump(run: Run, sign: 1 | -1): void {
  run.clockJumped = true;
  run.device.clockOffset += sign * run.random.pick([60_000, 3_600_000, 10 * DAY, 40 * DAY]);
}

function changeStorage(run: Run): void {
  const { random, device } = run;
  device.disk.opening = random.weighted({ fine: 4, hangs: 1, late: 1, throws: 1, fails: 1 });
  device.disk.reading = random.weighted({ fine: 4, fails: 1 });
  device.disk.writing = random.weighted({ fine: 4, fails: 1, quota: 2 });
}

function cut(run: Run, page: FaultPage, silently: boolean): void {
  for (const connection of run.device.connectionsOf(page.tab)) connection.die(silently);
}
