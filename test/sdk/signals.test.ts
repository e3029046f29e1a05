// @vitest-environment happy-dom
import { afterEach, describe, expect, test, vi } from 'vitest';
import { listen } from '../../src/sdk/signals.js';

/** Listens, and tells what was heard since it was asked last. */
function hearing() {
  const heard: string[] = [];
  const stop = listen(
    () => heard.push('wake'),
    (gone) => heard.push(gone ? 'gone' : 'hide'),
  );
  return { stop, heard: () => heard.splice(0) };
}
const show = (state: string) => {
  Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
  document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
};

afterEach(() => {
  vi.unstubAllGlobals();
  Object.defineProperty(document, 'visibilityState', { value: 'visible', configurable: true });
});

describe('the signals of a page', () => {
  test('are hide, gone and wake', () => {
    const it = hearing();
    show('hidden');
    expect(it.heard()).toEqual(['hide']);
    dispatchEvent(new Event('pagehide'));
    expect(it.heard()).toEqual(['gone']);
    show('visible');
    expect(it.heard()).toEqual(['wake']);
    dispatchEvent(new Event('pageshow'));
    expect(it.heard()).toEqual(['wake']);
    dispatchEvent(new Event('online'));
    expect(it.heard()).toEqual(['wake']);
    it.stop();
  });

  test('wake a hidden page too when the network is back, and do not hide it again', () => {
    const it = hearing();
    show('hidden');
    it.heard();
    dispatchEvent(new Event('online'));
    expect(it.heard()).toEqual(['wake']);
    it.stop();
  });

  test('are never unload: that would cost the page its back/forward cache', () => {
    const asked = [vi.spyOn(window, 'addEventListener'), vi.spyOn(document, 'addEventListener')];
    const it = hearing();
    const names = asked.flatMap(({ mock }) => mock.calls.map(([name]) => name as string));
    expect(names).not.toContain('unload');
    expect(names).not.toContain('beforeunload');
    it.stop();
  });

  test('are not heard once that is undone', () => {
    const it = hearing();
    it.stop();
    show('hidden');
    for (const name of ['pagehide', 'pageshow', 'online']) dispatchEvent(new Event(name));
    expect(it.heard()).toEqual([]);
  });

  test('do not exist on a server', () => {
    vi.stubGlobal('document', undefined);
    vi.stubGlobal('window', undefined);
    expect(
      listen(
        () => {},
        () => {},
      ),
    ).toBeTypeOf('function');
  });
});
