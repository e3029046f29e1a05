import { useSyncExternalStore } from 'react';
import type { Status } from '../sdk/index.js';
import { useCrm } from './provider.js';

/** The client's `status()`, live. On a server: the snapshot of a client that has done nothing yet. */
export function useDelivery(): Status {
  const { subscribe, status } = useCrm();
  return useSyncExternalStore(subscribe, status, status);
}
