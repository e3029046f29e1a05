/** A change to the SDK's source that breaks one promise: the simulation has to notice it. */
export interface Mutant {
  readonly name: string;
  /** Stands once in src/sdk; where it does not, the code has moved on and so must this. */
  readonly find: RegExp;
  readonly replace: string;
}

export const MUTANTS: readonly Mutant[] = [
  {
    name: 'takes events from the outbox, then sends them',
    find: /return flush\((await review\([^;]*\)), false\);/,
    replace: 'const taken = $1; await outbox.write(taken.map(({ key }) => [key])); return flush(taken, false);',
  },
  {
    name: 'deletes by position instead of by key',
    find: /await outbox\.write\(\s*endings\.map\(\(\[entry, verdict\]\) => \[\s*entry\.key,/,
    replace:
      'const there = await outbox.read(); await outbox.write(endings.map(([entry, verdict], i) => [there[i]!.key,',
  },
  {
    name: 'forgets an event that is to be tried again',
    find: /else wait = waiting\('retry'\);/,
    replace: "else endings.push([entry, { status: 'dropped', code: 'discarded' }]);",
  },
  {
    name: 'takes a result that is missing for an accepted one',
    find: /const \{ status = '', code, issues \} =/,
    replace: "const { status = 'accepted', code, issues } =",
  },
  {
    name: 'takes a network error for a delivery',
    find: /else if \(!REFUSED_REQUEST\.test\(reply\.code\)\) wait = reply;/,
    replace:
      "else if (!REFUSED_REQUEST.test(reply.code)) await settle(batch.map((one) => [one, { status: 'accepted' }]));",
  },
  {
    name: 'does not wait for the commit',
    find: /transaction\.oncomplete = /,
    replace: 'if (changes) resolve([]); transaction.oncomplete = ',
  },
  {
    name: 'never opens a dead connection anew',
    find: /return db!\.transaction\(STORE, mode\);\s*\} catch \{/,
    replace: "return db!.transaction(STORE, mode); } catch { if (db) throw new Error('closed');",
  },
  { name: 'quarantines whatever gets a 400', find: /if \(accepted \|\| names\(/, replace: 'if (true || names(' },
  {
    name: 'quarantines the whole batch that gets a 400',
    find: /else if \(batch\[1\]\) \{/,
    replace:
      'else if (batch[1]) { accepted = true; for (const one of batch) suspects.push([one, reply]); } else if (!batch[0]) {',
  },
  {
    name: 'sends two contents of one id in one request',
    find: /ids\.size < ids\.add\(idOf\(entry\)\)\.size && /,
    replace: '',
  },
  {
    name: 'lets other content overwrite the first',
    find: /~\$\{sha256\(content\)\.slice\(0, 16\)\}/,
    replace: '~',
  },
  {
    name: 'keeps what was held for the next visitor',
    find: /\(held && [^)]*? && 'never_identified'\)/,
    replace: 'undefined',
  },
  { name: 'lets events expire untried', find: /if \(typeof outcome === 'object'\) \{/, replace: '{' },
  {
    name: 'keeps no dead letters',
    find: /\? \{ \.\.\.entry, state: 'rejected', verdict \} : undefined/,
    replace: '? undefined : undefined',
  },
  {
    name: 'ignores Retry-After',
    find: /Math\.max\(outcome\.retryAfter, backoff\(/,
    replace: 'Math.max(0, backoff(',
  },
  { name: 'sends without the lock', find: /await lock\(attempt\)/, replace: 'await attempt()' },
  { name: 'waits for ever for a frozen tab', find: /PATIENCE = 60_000/, replace: 'PATIENCE = 1e15' },
  { name: 'waits for ever for an answer', find: /REQUEST_DEADLINE = 20_000/, replace: 'REQUEST_DEADLINE = 2e9' },
  {
    name: 'keeps what is on the disk when consent is denied',
    find: /if \(next === 'denied'\) await review\(\(\) => 'consent_denied'\);/,
    replace: '',
  },
  {
    name: 'changes an event between two attempts',
    find: /batch\.map\(\(entry\) => entry\.json\)/,
    replace: "batch.map((entry) => entry.json.replace(/:\\d\\d\\.\\d+Z/, ':00.000Z'))",
  },
];
