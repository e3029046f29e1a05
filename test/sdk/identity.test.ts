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
    identity.become({ visitor: 2 });
    expect(localStorage.getItem('k')).toBeNull();
    expect(identity.who()).toEqual({ visitor: 2 });
  });

  test('stays as it is stored while a page waits for consent, and is there again when that is given', () => {
    identityStore('k', () => true).become(ana);
    let allowed = false;
    const identity = identityStore('k', () => allowed);
    identity.become({ visitor: 0, lead: { email: 'bob@example.com' } });
    expect(localStorage.getItem('k')).toContain('ana');
    allowed = true;
    expect(identity.who()).toEqual(ana);
  });

  test('is what the page says where there is no room for it', () => {
    const identity = identityStore('k', () => true);
    identity.become(ana);
    vi.stubGlobal('localStorage', {
      getItem: (key: string) => held.get(key) ?? null,
      removeItem: (key: string) => held.delete(key),
      setItem() {
        throw new DOMException('full', 'QuotaExceededError');
      },
    });
    const held = new Map([['k', JSON.stringify(ana)]]);
    const bob = { visitor: 1, lead: { email: 'bob@example.com' } };
    identity.become(bob);
    expect(identity.who()).toEqual(bob);
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
