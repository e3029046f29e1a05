import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { createOutbox, type Disk, type Entry, type Persistence } from '../../src/sdk/outbox.js';
import { indexedDbDisk } from '../../src/sdk/outbox-indexeddb.js';
import { diskContract, entryOf, gone, idsOf, keyOf } from '../contracts/disk.js';

const disk = () => indexedDbDisk('test');

/** An outbox on a device that the test can break, and what it reports. */
function onMoodyDevice() {
  const device = disk();
  const mood = { fails: '', allowed: true };
  const reports: [now: Persistence, reason: string | undefined][] = [];
  const moody =
    <A extends unknown[], T>(work: (...args: A) => Promise<T>) =>
    async (...args: A): Promise<T> => {
      if (mood.fails) throw new DOMException('', mood.fails);
      return work(...args);
    };
  const outbox = createOutbox(
    { load: moody(device.load), save: moody(device.save) } as Disk, // the same verbs
    () => mood.allowed,
    ({ persistence, persistenceReason }) => reports.push([persistence, persistenceReason]),
  );
  return { outbox, mood, device, now: () => reports.at(-1)! };
}

beforeEach(() => vi.stubGlobal('indexedDB', new IDBFactory()));

diskContract('the device', disk);
diskContract('an outbox on the device', () => onMoodyDevice().outbox);
diskContract('an outbox whose device fails', () => {
  const { outbox, mood } = onMoodyDevice();
  mood.fails = 'UnknownError';
  return outbox;
});
diskContract('an outbox whose device refuses every other write', () => {
  const { outbox, mood } = onMoodyDevice();
  let times = 0;
  return {
    ...outbox,
    save: (changes) => {
      mood.fails = ++times % 2 ? 'QuotaExceededError' : '';
      return outbox.save(changes).then(() => {
        mood.fails = '';
      });
    },
  };
});
diskContract('an outbox that may not use the device', () => {
  const { outbox, mood } = onMoodyDevice();
  mood.allowed = false;
  return outbox;
});

describe('an outbox', () => {
  test('writes all of a task in one transaction, begun before the task’s microtasks are over', async () => {
    const device = { load: async () => [], save: vi.fn(async (_: readonly Entry[]) => {}) };
    const outbox = createOutbox(
      device,
      () => true,
      () => {},
    );
    void outbox.save([entryOf('a')]);
    const written = outbox.save([entryOf('b')]);
    await Promise.resolve();
    await Promise.resolve();
    expect(device.save).toHaveBeenCalledTimes(1);
    expect(device.save.mock.calls[0]![0].map(({ key }) => key)).toEqual([keyOf('a'), keyOf('b')]);
    await written;
  });

  test('answers its entries in the order they were emitted, wherever they lie', async () => {
    const { outbox, mood } = onMoodyDevice();
    const [c, b, a, d] = [entryOf('c'), entryOf('b'), entryOf('a'), entryOf('d')];
    await outbox.save([d, b]);
    mood.fails = 'QuotaExceededError';
    await outbox.save([a, c]);
    mood.fails = '';
    expect(idsOf(await outbox.load())).toEqual(['c', 'b', 'a', 'd']);
  });

  test('shows an entry before the device has confirmed it', async () => {
    const device = { load: async () => [], save: () => Promise.reject(new Error('no answer in 2 s')) };
    const outbox = createOutbox(
      device,
      () => true,
      () => {},
    );
    void outbox.save([entryOf('a')]);
    expect(idsOf(await outbox.load())).toEqual(['a']);
  });

  test('writes once what is being written while it is looked into', async () => {
    let done = () => {};
    const save = vi.fn(() => new Promise<void>((resolve) => (done = resolve)));
    const outbox = createOutbox(
      { load: async () => [], save },
      () => true,
      () => {},
    );
    void outbox.save([entryOf('a')]);
    const look = outbox.load();
    await new Promise((resolve) => setTimeout(resolve));
    done();
    await look;
    expect(save).toHaveBeenCalledTimes(1);
  });

  test('leaves a record of a later version to whoever wrote it', async () => {
    const later = { ...entryOf('a'), v: 2 } as unknown as Entry; // of a version to come
    const outbox = createOutbox(
      { load: async () => [later, entryOf('b')], save: async () => {} },
      () => true,
      () => {},
    );
    expect(idsOf(await outbox.load())).toEqual(['b']);
  });
});

describe('an outbox whose device fails', () => {
  test('says so, and why', async () => {
    const { outbox, mood, now } = onMoodyDevice();
    await outbox.save([entryOf('a')]);
    expect(now()[0]).toBe('indexeddb');
    mood.fails = 'QuotaExceededError';
    await outbox.save([entryOf('b')]);
    expect(now()[0]).toBe('memory');
    expect(now()[1]).toContain('QuotaExceededError');
    expect(idsOf(await outbox.load())).toContain('b');
  });

  test('moves what memory holds to the device when that returns', async () => {
    const { outbox, mood, device } = onMoodyDevice();
    mood.fails = 'UnknownError';
    await outbox.save([entryOf('a'), entryOf('b')]);
    expect(idsOf(await outbox.load())).toEqual(['a', 'b']);
    mood.fails = '';
    expect(await device.load()).toEqual([]);
    expect(idsOf(await outbox.load())).toEqual(['a', 'b']);
    expect(idsOf(await device.load())).toEqual(['a', 'b']);
  });

  test('resurrects nothing whose removal could not be written', async () => {
    const { outbox, mood, device } = onMoodyDevice();
    await outbox.save([entryOf('a'), entryOf('b')]);
    mood.fails = 'UnknownError';
    await outbox.save([gone(entryOf('a'))]);
    mood.fails = '';
    expect(idsOf(await outbox.load())).toEqual(['b']);
    expect(idsOf(await device.load())).toEqual(['b']);
  });

  test('knows what it knew where the device cannot be read for a while', async () => {
    const { outbox, mood, device } = onMoodyDevice();
    await device.save([entryOf('a', { state: 'rejected' })]);
    await outbox.load();
    mood.fails = 'UnknownError';
    expect(idsOf(await outbox.load())).toEqual(['a']);
    mood.fails = '';
    await device.save([gone(entryOf('a'))]);
    expect(await outbox.load()).toEqual([]);
  });

  test('keeps a verdict that could not be written', async () => {
    const { outbox, mood, device } = onMoodyDevice();
    const a = entryOf('a');
    await outbox.save([a]);
    mood.fails = 'UnknownError';
    await outbox.save([{ ...a, state: 'rejected' }]);
    mood.fails = '';
    expect(await outbox.load()).toMatchObject([{ state: 'rejected' }]);
    expect(await device.load()).toMatchObject([{ state: 'rejected' }]);
  });

  test('touches no device while it may not', async () => {
    const { outbox, mood, device } = onMoodyDevice();
    mood.allowed = false;
    await outbox.save([entryOf('a')]);
    await outbox.load();
    expect(await device.load()).toEqual([]);
    mood.allowed = true;
    await outbox.load();
    expect(idsOf(await device.load())).toEqual(['a']);
  });
});

describe('the connection to the device', () => {
  test('is opened anew when it has died', async () => {
    const open = vi.spyOn(indexedDB, 'open');
    const device = disk();
    await device.save([entryOf('a')]);
    const database = (open.mock.results[0]!.value as IDBOpenDBRequest).result;
    database.close();
    expect(idsOf(await device.load())).toEqual(['a']);
    expect(open).toHaveBeenCalledTimes(2);
  });

  test('is used in the order it was asked for, by those who come in the moment it is there', async () => {
    const open = vi.spyOn(indexedDB, 'open');
    for (let microtasks = 0; microtasks < 20; microtasks++) {
      const entry = entryOf(`a${microtasks}`);
      const device = disk();
      const written = device.save([entry]);
      const request = open.mock.results.at(-1)!.value as IDBOpenDBRequest;
      await new Promise((resolve) => request.addEventListener('success', resolve));
      for (let i = 0; i < microtasks; i++) await undefined;
      await Promise.all([written, device.save([gone(entry)])]);
      expect([microtasks, await device.load()]).toEqual([microtasks, []]);
    }
  });

  test('is let go when another tab wants to delete the database', async () => {
    const device = disk();
    await device.save([entryOf('a')]);
    const deleted = new Promise<string>((resolve) => {
      const request = indexedDB.deleteDatabase('test');
      request.onsuccess = () => resolve('deleted');
      request.onblocked = () => resolve('blocked');
    });
    expect(await deleted).toBe('deleted');
    expect(await device.load()).toEqual([]);
  });

  test('is used as before once it has answered, however late, also where each answer takes its time', async () => {
    vi.useFakeTimers();
    let delay = 2500;
    const later = (key: string, more = {}) =>
      Object.defineProperty(more, key, { set: (done) => setTimeout(done, delay) });
    // As much of a device as is needed.
    const objectStore = () => ({ put() {}, getAll: () => ({ result: [] }) });
    const transaction = () => later('oncomplete', { objectStore });
    vi.stubGlobal('indexedDB', { open: () => Object.assign(later('onsuccess'), { result: { transaction } }) });
    const device = disk();
    const failed = expect(device.save([entryOf('a')])).rejects.toThrow(/2000 ms/);
    await vi.advanceTimersByTimeAsync(5000);
    await failed;
    delay = 150;
    const answered = device.load();
    await vi.advanceTimersByTimeAsync(1000);
    expect(await answered).toEqual([]);
    vi.useRealTimers();
  });

  test('is given up after 2 s, and used when it comes later', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    const real = indexedDB.open.bind(indexedDB);
    let late = () => {};
    vi.spyOn(indexedDB, 'open').mockImplementation((...args) => {
      const request = {} as IDBOpenDBRequest; // as much of one as is needed
      late = () => {
        const opened = real(...args);
        opened.onupgradeneeded = (event) => {
          Object.assign(request, { result: opened.result });
          request.onupgradeneeded?.call(opened, event);
        };
        opened.onsuccess = (event) => {
          Object.assign(request, { result: opened.result });
          request.onsuccess?.call(opened, event);
        };
      };
      return request;
    });
    const device = disk();
    const failed = expect(device.load()).rejects.toThrow(/2000 ms/);
    await vi.advanceTimersByTimeAsync(2000);
    await failed;
    vi.useRealTimers();
    late();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await device.load()).toEqual([]);
    expect(indexedDB.open).toHaveBeenCalledTimes(1);
  });

  test.each([
    ['is missing', undefined],
    [
      'throws',
      {
        open: () => {
          throw new DOMException('sandboxed', 'SecurityError');
        },
      },
    ],
  ])('rejects where storage %s', async (_how, storage) => {
    vi.stubGlobal('indexedDB', storage);
    await expect(disk().load()).rejects.toThrow();
  });
});
