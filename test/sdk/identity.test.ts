// @vitest-environment happy-dom
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { identityStore } from '../../src/sdk/identity.js';

const ana = { visitor: 1, lead: { email: 'ana@example.com' } };
beforeEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
});

describe('the identity', () => {
  test('is nobody at first', () => {
    expect(identityStore('k', () => true).who()).toEqual({ visitor: 0 });
  });

  test('is the same in every tab, and after a reload', () => {
    const [one, two] = [identityStore('k', () => true), identityStore('k', () => true)];
    two.who();
    one.become(ana);
    dispatchEvent(new StorageEvent('storage', { key: 'k' }));
    expect(two.who()).toEqual(ana);
    expect(identityStore('k', () => true).who()).toEqual(ana);
  });

  test.each(['{', '{"visitor":1,"lead":{"email":5}}', 'null'])('is nobody where another script has left %s', (text) => {
    localStorage.setItem('k', text);
    expect(identityStore('k', () => true).who()).toEqual({ visitor: 0 });
  });

  test('is forgotten everywhere on logout', () => {
    const [one, two] = [identityStore('k', () => true), identityStore('k', () => true)];
    one.become(ana);
    two.become({ visitor: 2 });
    dispatchEvent(new StorageEvent('storage', { key: 'k' }));
    expect(one.who()).toEqual({ visitor: 2 });
  });

  test('is not written without consent, and removed when that ends', () => {
    let allowed = true;
    const identity = identityStore('k', () => allowed);
    identity.become(ana);
    expect(localStorage.getItem('k')).toContain('ana');
    allowed = false;
    identity.become({ ...ana, visitor: 2 });
    expect(localStorage.getItem('k')).toBeNull();
    expect(identity.who()).toEqual({ ...ana, visitor: 2 });
  });

  test.each([
    ['holds nonsense', { getItem: () => '{', setItem: () => {} }],
    [
      'throws',
      {
        getItem: () => {
          throw new Error('SecurityError');
        },
        setItem: () => {
          throw new Error('SecurityError');
        },
      },
    ],
    ['is missing', undefined],
  ])('lasts as long as the page where storage %s', (_how, storage) => {
    vi.stubGlobal('localStorage', storage);
    const identity = identityStore('k', () => true);
    expect(identity.who()).toEqual({ visitor: 0 });
    identity.become(ana);
    expect(identity.who()).toEqual(ana);
  });
});
