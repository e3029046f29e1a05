import { expect, test, vi } from 'vitest';
import { createCrm } from '../../src/sdk/index.js';
import { AUDIT, LEAD } from './page.js';

test('on a server the client starts nothing that keeps the process alive, and shares nothing', async () => {
  const channel = vi.fn();
  vi.stubGlobal('BroadcastChannel', channel);
  vi.stubGlobal('indexedDB', undefined);
  const fetch = vi.fn();
  vi.stubGlobal('fetch', fetch);
  const options = { siteId: 'server', endpoint: '/' };
  const crm = createCrm(options);
  expect(createCrm(options)).not.toBe(crm);
  expect(channel).not.toHaveBeenCalled();
  const { eventId } = await crm.auditCompleted(AUDIT, { sourceId: 's1', lead: LEAD });
  expect(eventId).toMatch(/^[0-9a-f]{64}$/);
  await crm.flush();
  expect(fetch).not.toHaveBeenCalled();
  expect(crm.status().persistence).toBe('memory');
  crm.close();
});
