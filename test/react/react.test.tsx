// @vitest-environment happy-dom
import { act, StrictMode, useEffect, version } from 'react';
import { createRoot, hydrateRoot, type Root } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CrmProvider, type Emit, useCrm, useDelivery, useEmit } from '../../src/react/index.js';
import { type CallPayload, type Crm, CrmValidationError, type Status, type Verdict } from '../../src/sdk/index.js';

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

const CALL: CallPayload = { reason: 'user_request', visa_type: 'DTV', user_stage: 'start', notes: '' };

/** A client whose calls are noted and whose verdicts the test gives. */
function scriptedClient() {
  const calls: string[] = [];
  const verdicts = new Map<string, (verdict: Verdict) => void>();
  const listeners = new Set<() => void>();
  let status = { queued: 0 } as Status;
  const client = {
    async callRequested(payload: CallPayload, { sourceId = '' } = {}) {
      if (payload.notes === 'bad')
        throw new CrmValidationError('callRequested', [{ path: 'payload.notes', code: 'x', message: 'is bad' }]);
      calls.push(sourceId);
      return { eventId: sourceId, delivered: new Promise<Verdict>((resolve) => verdicts.set(sourceId, resolve)) };
    },
    status: () => status,
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  } as unknown as Crm;
  return {
    client,
    calls,
    listeners,
    end: (sourceId: string, verdict: Verdict['status']) =>
      act(async () => verdicts.get(sourceId)!({ status: verdict })),
    change: (queued: number) =>
      act(async () => {
        status = { ...status, queued };
        for (const listener of listeners) listener();
      }),
  };
}

/** What the probe's hook answered last. */
let hook: Emit<'callRequested'>;

function Probe() {
  hook = useEmit('callRequested');
  return <p>{hook.state}</p>;
}
function EmitsInEffect() {
  const { emit } = useEmit('callRequested');
  useEffect(() => void emit(CALL), [emit]);
  return null;
}
function Count() {
  return <p>{useDelivery().queued} queued</p>;
}
function UsesCrm() {
  return String(useCrm());
}

let root: Root;
let host: HTMLElement;
beforeEach(() => {
  host = document.body.appendChild(document.createElement('div'));
  root = createRoot(host);
});
afterEach(async () => {
  await act(async () => root.unmount());
  host.remove();
});

describe('useEmit', () => {
  test('goes from idle over queued to delivered', async () => {
    const { client, calls, end } = scriptedClient();
    await act(async () =>
      root.render(
        <CrmProvider client={client}>
          <Probe />
        </CrmProvider>,
      ),
    );
    expect(host.textContent).toBe('idle');
    await act(async () => void (await hook.emit(CALL)));
    expect(host.textContent).toBe('queued');
    await end(calls[0]!, 'accepted');
    expect(host.textContent).toBe('delivered');
    expect(hook.receipt?.eventId).toBe(calls[0]);
  });

  test('keeps its own sourceId until the event is delivered, then takes a fresh one', async () => {
    const { client, calls, end } = scriptedClient();
    await act(async () =>
      root.render(
        <CrmProvider client={client}>
          <Probe />
        </CrmProvider>,
      ),
    );
    await act(async () => void (await Promise.all([hook.emit(CALL), hook.emit(CALL)])));
    expect(new Set(calls).size).toBe(1);
    await end(calls[0]!, 'accepted');
    await act(async () => void (await hook.emit(CALL)));
    expect(new Set(calls).size).toBe(2);
  });

  test('emits once from an effect that StrictMode runs twice', async () => {
    const { client, calls } = scriptedClient();
    await act(async () =>
      root.render(
        <StrictMode>
          <CrmProvider client={client}>
            <EmitsInEffect />
          </CrmProvider>
        </StrictMode>,
      ),
    );
    expect(calls.length).toBe(2);
    expect(new Set(calls).size).toBe(1);
  });

  test.each([['conflict'], ['rejected'], ['dropped']] as const)('fails on %s', async (status) => {
    const { client, calls, end } = scriptedClient();
    await act(async () =>
      root.render(
        <CrmProvider client={client}>
          <Probe />
        </CrmProvider>,
      ),
    );
    await act(async () => void (await hook.emit(CALL)));
    await end(calls[0]!, status);
    expect(host.textContent).toBe('failed');
  });

  test('shows a validation error and never rejects', async () => {
    const { client } = scriptedClient();
    await act(async () =>
      root.render(
        <CrmProvider client={client}>
          <Probe />
        </CrmProvider>,
      ),
    );
    await act(async () => expect(await hook.emit({ ...CALL, notes: 'bad' })).toBeUndefined());
    expect(host.textContent).toBe('failed');
    expect(hook.error).toBeInstanceOf(CrmValidationError);
  });
});

describe('useDelivery', () => {
  test('shows the status, live, and lets go of the client at the end', async () => {
    const { client, change, listeners } = scriptedClient();
    await act(async () =>
      root.render(
        <CrmProvider client={client}>
          <Count />
        </CrmProvider>,
      ),
    );
    expect(host.textContent).toBe('0 queued');
    await change(3);
    expect(host.textContent).toBe('3 queued');
    await act(async () => root.render(null));
    expect(listeners.size).toBe(0);
  });

  test('renders on a server, hydrates without a complaint in StrictMode, and is alive then', async () => {
    const { client, calls, change } = scriptedClient();
    const app = (
      <StrictMode>
        <CrmProvider client={client}>
          <Count />
          <Probe />
          <EmitsInEffect />
        </CrmProvider>
      </StrictMode>
    );
    const page = document.body.appendChild(document.createElement('div'));
    page.innerHTML = renderToString(app);
    expect(page.textContent).toBe('0 queuedidle');
    expect(calls).toEqual([]);
    const complaints: unknown[] = [];
    const told = vi.spyOn(console, 'error').mockImplementation((...said) => complaints.push(said));
    let hydrated!: Root;
    await act(async () => {
      hydrated = hydrateRoot(page, app, { onRecoverableError: (error) => complaints.push(error) });
    });
    expect(complaints).toEqual([]);
    expect(new Set(calls).size).toBe(1);
    await change(3);
    expect(page.textContent).toBe('3 queuedidle');
    await act(async () => hydrated.unmount());
    told.mockRestore();
    page.remove();
  });
});

test('these suites run on the React they are meant for', () => {
  expect(version.split('.')[0]).toBe(process.env.REACT ?? '19');
});

test('useCrm says what is missing where there is no provider', () => {
  expect(() => renderToString(<UsesCrm />)).toThrow(/no <CrmProvider client=\{crm\}> above/);
});
