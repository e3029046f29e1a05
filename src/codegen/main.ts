import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { caseDocument } from '../schema/case.js';
import {
  conflictDocument,
  eventClaim,
  eventSummary,
  leadContact,
  RECEIVED_EVENTS,
  STORED_EVENTS,
  WIRE_EVENTS,
} from '../schema/event.js';
import type { EventType } from '../schema/event-id.js';
import { lead } from '../schema/lead.js';
import { PAYLOADS } from '../schema/payloads.js';
import { type ObjectConstraint, objectConstraints } from './constraints.js';
import { commonOf } from './emitted-fields.js';
import { excessive, figuresOf, LIMITS, SHARE, tableOf } from './rules-limits.js';
import { toRules } from './to-rules.js';
import { toValidator } from './to-validator.js';

const INTERFACES = {
  AuditPayload: PAYLOADS.AUDIT_COMPLETED,
  CallPayload: PAYLOADS.CALL_REQUESTED,
  SummaryPayload: PAYLOADS.CHAT_SUMMARIZED,
  AppointmentPayload: PAYLOADS.APPOINTMENT_BOOKED,
  EventSummary: eventSummary,
  LeadContact: leadContact,
};

/** The generated files as they ought to be, by path from the repository's root. */
export function generate(): Record<string, string> {
  const each = <K extends string, V>(
    of: Record<K, V>,
    to: (value: V, key: K) => ReturnType<typeof objectConstraints>,
  ) => Object.fromEntries(Object.entries<V>(of).map(([key, value]) => [key, to(value, key as K)])); // keys of `of` itself
  const validator = toValidator({
    interfaces: each(INTERFACES, (schema, name) => objectConstraints(schema, name)),
    payloads: each(PAYLOADS, (schema) => objectConstraints(schema, 'payload')),
    common: commonOf(Object.values(WIRE_EVENTS).map((event) => objectConstraints(event, ''))),
  });
  const rules = toRules({
    events: each(STORED_EVENTS, (schema) => objectConstraints(schema, 'event')),
    received: each(RECEIVED_EVENTS, (schema) => objectConstraints(schema, 'event')),
    conflict: withEvent(objectConstraints(conflictDocument.omit({ event: true }), 'conflict')),
    lead: objectConstraints(lead, 'lead'),
    caseDocument: objectConstraints(caseDocument, 'case'),
    claim: objectConstraints(eventClaim, 'claim'),
  });
  return { 'src/sdk/validators.gen.ts': validator, 'firestore.rules': rules };
}

/** A conflict holds its event as a map; which one is a matter of its type. */
const withEvent = ({ kind, fields }: ObjectConstraint): ObjectConstraint => ({
  kind,
  fields: [...fields, { name: 'event', optional: false, description: '', of: { kind: 'anything' } }],
});

/** The generated files that differ from what is on disk. */
export function staleFiles(root: string, files = generate()): string[] {
  return Object.entries(files).flatMap(([path, text]) => (contentOf(root + path) === text ? [] : [path]));
}

function contentOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // a file that is not there yet is as stale as one that differs
  }
}

function main(): void {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const files = generate();
  const stale = staleFiles(root, files);
  if (process.argv.includes('--check')) {
    for (const path of stale) console.error(`${path} is stale: run \`npm run codegen\` and commit it.`);
    process.exitCode = stale.length ? 1 : 0;
    return;
  }
  const figures = figuresOf(files['firestore.rules'] ?? '', Object.keys(STORED_EVENTS) as EventType[]); // its own keys
  console.log(tableOf(figures));
  const over = excessive(figures);
  for (const { what, limit, value } of over)
    console.error(`Too dear: ${what}, ${value} ${limit}; ${SHARE * 100} % of ${LIMITS[limit]} may be used.`);
  if (over.length) {
    process.exitCode = 1;
    return;
  }
  for (const [path, text] of Object.entries(files)) writeFileSync(root + path, text);
  console.log(stale.length ? `\nWrote ${stale.join(', ')}.` : '\nEverything was up to date.');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main();
