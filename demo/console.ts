// The manual QA console, and the SDK's first example: everything it does, a page of yours can do.
import { createCrm } from '../src/sdk/index.js';
import { composer } from './composer.js';
import { byId } from './element.js';
import { journal } from './journal.js';
import { linksToWhatIsBuilt } from './links.js';
import { networkSwitch } from './network.js';
import { outboxPanel } from './outbox-panel.js';
import { visitorBar } from './visitor.js';
import { t, translatePage } from './words.js';

const ENDPOINT = '/crm/ingest';

translatePage(byId<HTMLSelectElement>('language'));
const network = networkSwitch(ENDPOINT);
const crm = createCrm({ siteId: 'siam-visa-pro', endpoint: ENDPOINT, debug: true });
const receipts = journal(crm);

visitorBar(crm, network);
composer(crm, receipts);
outboxPanel(crm, receipts);
linksToWhatIsBuilt().catch(() => {
  // The server is down. The console works without it, and without the links.
});

// Firestore weighs thirty times the SDK and is no part of it: it comes after the console works.
import('./firestore-panel.js')
  .then(({ firestorePanel }) => firestorePanel())
  .catch((error: unknown) => {
    byId('firestore-state').textContent = t('Firestore cannot be shown: {error}', { error: String(error) });
  });
