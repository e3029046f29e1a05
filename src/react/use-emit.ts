import { nanoid } from 'nanoid';
import { useCallback, useRef, useState } from 'react';
import type { Crm, EmitOptions, Receipt } from '../sdk/index.js';
import { useCrm } from './provider.js';

/** The calls of the client that emit an event. */
export type Emitter = 'auditCompleted' | 'callRequested' | 'chatSummarized' | 'appointmentBooked';

/** `queued`: safe on this device. `delivered`: in the CRM. `failed`: refused or dropped; `error` or the receipt says why. */
export type EmitState = 'idle' | 'queued' | 'delivered' | 'failed';

export interface Emit<T extends Emitter> {
  /**
   * Emits; never rejects, `state` and `error` tell. Without a `sourceId` it keeps one of its own until that event is
   * delivered, so that a double click, or an effect that StrictMode runs twice, emits once.
   */
  readonly emit: (payload: Parameters<Crm[T]>[0], options?: Partial<EmitOptions>) => Promise<Receipt | undefined>;
  readonly state: EmitState;
  readonly receipt: Receipt | undefined;
  /** A `CrmValidationError`, or whatever else kept the event from being queued. */
  readonly error: unknown;
}

/** One of the client's emitting calls, with its state for the page to show. */
export function useEmit<T extends Emitter>(type: T): Emit<T> {
  const client = useCrm();
  const [{ state, receipt, error }, setOutcome] = useState<{ state: EmitState; receipt?: Receipt; error?: unknown }>({
    state: 'idle',
  });
  const ownId = useRef<string>(undefined);

  const emit = useCallback(
    async (payload: Parameters<Crm[T]>[0], options: Partial<EmitOptions> = {}) => {
      const sourceId = options.sourceId ?? (ownId.current ??= nanoid());
      try {
        // The payload belongs to the call of the same name; TypeScript cannot follow that through a union.
        const call = client[type] as (payload: unknown, options: EmitOptions) => Promise<Receipt>;
        const receipt = await call(payload, { ...options, sourceId });
        setOutcome({ state: 'queued', receipt });
        void receipt.delivered.then(({ status }) => {
          if (ownId.current === sourceId) ownId.current = undefined;
          setOutcome({ state: status === 'accepted' || status === 'duplicate' ? 'delivered' : 'failed', receipt });
        });
        return receipt;
      } catch (error) {
        setOutcome({ state: 'failed', error });
        return undefined;
      }
    },
    [client, type],
  );
  return { emit, state, receipt, error };
}
