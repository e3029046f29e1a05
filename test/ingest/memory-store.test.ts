import { memoryStore } from '../../src/ingest/memory-store.js';
import { deliveriesContract } from '../contracts/deliveries.js';
import { storeContract } from '../contracts/store.js';

storeContract('the memory store', async () => {
  // The one rule the contract leans on: a lead is called by its email.
  const fresh = () =>
    memoryStore((writes) =>
      writes.every(
        (write) =>
          !('create' in write) ||
          !write.create.startsWith('leads/') ||
          write.create === `leads/${write.document.email}`,
      ),
    );
  let store = fresh();
  return {
    store: { transact: (lead, work) => store.transact(lead, work) },
    documents: async () => store.documents(),
    edit: async (path, changes, serverTimes) =>
      store.put(path, { ...store.documents()[path], ...changes, ...serverTimes }),
    clear: async () => {
      store = fresh();
    },
  };
});

deliveriesContract('in the memory store', 20, async () => {
  let store = memoryStore();
  return {
    store: { transact: (lead, work) => store.transact(lead, work) },
    documents: async () => store.documents(),
    edit: async () => {},
    clear: async () => {
      store = memoryStore();
    },
  };
});
