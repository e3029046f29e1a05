import { parseArgs } from 'node:util';
import { EVENT_KINDS, type EventSource, type EventType, eventId, SOURCES, sourceIdOf } from '../schema/event-id.js';

const HELP = `crm-admin event-id <type> <source_id> [--source NAME]

Prints the event_id that every producer gives this event: sha256(source + source_id), lower-case hex.

  <type>       ${Object.keys(EVENT_KINDS).join(' ')}
  <source_id>  the caller's own id, e.g. the session's; its qualifier is added ("audit:sess_42")
  --source     ${SOURCES.join(' ')}; by default the type's own`;

/** Answers what the command prints. Throws an Error that says what was wrong with what. */
export function printEventId(args: string[]): string {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { source: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) return HELP;
  const [type, id, ...rest] = positionals;
  if (!type || !Object.hasOwn(EVENT_KINDS, type))
    throw new Error(
      `event-id: <type> must be one of ${Object.keys(EVENT_KINDS).join(', ')}, received ${type ?? 'nothing'}`,
    );
  if (!id || rest.length) throw new Error('event-id: give one <source_id> after the type');
  const kind = type as EventType; // checked above
  const source = values.source ?? EVENT_KINDS[kind].source;
  if (!(SOURCES as readonly string[]).includes(source))
    throw new Error(`event-id: --source must be one of ${SOURCES.join(', ')}, received ${source}`);
  return eventId(source as EventSource, sourceIdOf(kind, id));
}
