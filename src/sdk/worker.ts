import { broadcastChannel } from './channel.js';
import { envelope } from './envelope.js';
import { createFlush, type Outcome } from './flush.js';
import { webLock } from './lock.js';
import { createOutbox } from './outbox.js';
import { indexedDbDisk } from './outbox-indexeddb.js';
import { pause } from './pause.js';
import { post } from './transport.js';

/** The event of Background Sync, which TypeScript's library does not know: WICG Web Background Synchronization §4. */
interface SyncEvent extends Event {
  readonly tag: string;
  waitUntil(work: Promise<unknown>): void;
}

// Where its pages send to: `crm-sw.js?site=…&endpoint=…`.
const query = new URLSearchParams(location.search);
const siteId = `${query.get('site')}`;
const name = `siam-crm:${siteId}`;
const outbox = createOutbox(
  indexedDbDisk(name),
  () => true,
  () => {},
);
const channel = broadcastChannel(name, () => {});
const endpoint = `${query.get('endpoint')}`;
const flush = createFlush(
  new Set(),
  async (batch, keepalive) => post(endpoint, await envelope({ siteId }, batch), keepalive),
  async (endings) => {
    await outbox.save(endings);
    channel.announce(endings);
  },
  () => {},
  // A worker lets nothing expire: it knows too little of what the page has tried.
  () => 0,
);
const lock = webLock(name);
const queued = () => outbox.alive().filter(({ state }) => state === 'queued');

/** How long a page that was just hidden may take for what it has sent itself, ms. */
const PATIENCE = 2000;

/** Sends what is queued. Held events are left to a page, which knows who the visitor is. Rejects where something is left. */
async function deliver(): Promise<void> {
  let outcome: Outcome | undefined;
  await pause(PATIENCE);
  channel.enter();
  do
    outcome = await lock(async () => {
      await outbox.load();
      return flush(queued);
    });
  while (outcome === null && queued()[0]);
  channel.leave();
  // The browser then tries again later, as it sees fit.
  if (outcome !== null) throw new Error(outcome ? outcome.code : 'a page is sending');
}

addEventListener('sync', (event) => {
  const { tag, waitUntil } = event as SyncEvent; // as the name says
  if (tag === name) waitUntil.call(event, deliver());
});
