/** A change to the SDK's source that breaks one promise: the simulation has to notice it. */
export interface Mutant {
  readonly name: string;
  /** Stands once in src/sdk; where it does not, the code has moved on and so must this. */
  readonly find: RegExp;
  readonly replace: string;
  /** The invariants that are there to notice it. */
  readonly by: readonly string[];
  /** Tried first, where the ones before it take long to be caught. */
  readonly seed?: number;
}

export const MUTANTS: readonly Mutant[] = [
  {
    name: 'takes events from the outbox, then sends them',
    by: ['lost'],
    find: /return flush\(queued\)/,
    replace:
      "const taken = queued(); await outbox.save(taken.map((one) => ({ ...one, state: '' }))); return flush(() => taken)",
  },
  {
    name: 'deletes by position instead of by key',
    by: ['lost', 'stuck'],
    find: /await outbox\.save\(endings\);/,
    replace:
      'const all = await outbox.load(); await outbox.save(endings.map(({ verdict, state, ...entry }, i) => ({ ...(all[i] ?? entry), verdict, state })));',
  },
  {
    name: 'forgets an event that is to be tried again',
    by: ['groundless_drop'],
    find: /else if \(!isHalved\) \{/,
    replace: "else if (reply.results) endings.push(dropped(entry, 'discarded')); $&",
  },
  {
    name: 'takes a result that is missing for an accepted one',
    by: ['false_verdict'],
    find: /const \{ status = '', code, issues \} =/,
    replace: "const { status = 'accepted', code, issues } =",
  },
  {
    name: 'takes a network error for a delivery',
    by: ['false_verdict'],
    find: /await settle\(endings\);\s*room/,
    replace: "if (reply.code === 'network') await settle(batch.map((one) => ended(one, { status: 'accepted' }))); $&",
  },
  {
    name: 'does not wait for the commit',
    by: ['not_durable'],
    find: /await timely\(promisifyRequest\(transaction\)\);/,
    replace: 'if (!entries) await timely(promisifyRequest(transaction));',
  },
  {
    name: 'never opens a dead connection anew',
    by: ['status_wrong'],
    find: /\} catch \{\s*\/\/ There is none yet, or it is closed\./,
    replace: "} catch { if (db) throw new Error('closed');",
  },
  {
    name: 'quarantines whatever gets a 400',
    by: ['wrongly_quarantined'],
    find: /\(accepted \|\| \(/,
    replace: '(reply || (',
  },
  {
    name: 'quarantines the whole batch that gets a 400',
    by: ['wrongly_quarantined'],
    find: /(!leaving && )batch\[1\];/,
    replace: '$1false; accepted ||= isRefused;',
  },
  {
    name: 'sends two contents of one id in one request',
    by: ['false_verdict', 'in_flight_twice'],
    find: / && !inFlight\.has\(id\)/,
    replace: '',
  },
  {
    name: 'lets other content overwrite the first',
    by: ['lost', 'not_durable', 'false_verdict'],
    find: /(event_?id\}~)\$\{[^`]+`/i,
    replace: '$1`',
  },
  {
    name: 'keeps what was held for the next visitor',
    by: ['wrong_lead'],
    find: /entry\.visitor < visitor \|\| (.*)entry\.visitor === visitor/s,
    replace: '$1true',
  },
  {
    name: 'lets events expire untried',
    by: ['expired_untried'],
    seed: 169,
    find: /else if \(entry\.state === 'held'\) \{/,
    replace: "else if (entry.state !== 'held' && entry.at < oldest()) endings.push(dropped(entry, 'expired')); $&",
  },
  {
    name: 'keeps no dead letters',
    by: ['lost'],
    find: /STATE_AFTER\[verdict\.status\] \?\? ''/,
    replace: "''",
  },
  {
    name: 'ignores Retry-After',
    by: ['impatient'],
    find: /if \(reply\.notBefore > patience\.notBefore\) patience = reply;/,
    replace: '',
  },
  { name: 'sends without the lock', by: ['in_flight_twice'], find: /\block\(attempt\)/, replace: 'attempt()' },
  {
    name: 'waits for ever for a frozen tab',
    by: ['stuck', 'restless'],
    find: /PATIENCE = 60_000/,
    replace: 'PATIENCE = 1e15',
  },
  {
    name: 'waits for ever for an answer',
    by: ['stuck'],
    find: /REQUEST_DEADLINE = 20_000/,
    replace: 'REQUEST_DEADLINE = 2e9',
  },
  {
    name: 'keeps what is stored when consent is denied',
    by: ['kept_after_denied', 'sent_after_denied'],
    seed: 806,
    find: /if \(facts\.consent === 'denied'\) endings\.push\(dropped\(entry, 'consent_denied'\)\);\s*else if(.*), outbox\.alive\]/s,
    replace: 'if$1]',
  },
  {
    name: 'sends on after consent was denied',
    by: ['sent_after_denied', 'resurrected'],
    seed: 204,
    find: /const may = granted\(\) && batch\.every/,
    replace: 'const may = true || batch.every',
  },
  {
    name: 'changes an event between two attempts',
    by: ['altered'],
    find: /entries\.map\(\(\{ json \}\) => json\)/,
    replace: "entries.map(({ json }) => json.replace(/:\\d\\d\\.\\d+Z/, ':00.000Z'))",
  },
];
