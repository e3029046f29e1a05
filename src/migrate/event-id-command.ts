import { parseArgs } from 'node:util';
import { EVENT_KINDS, type EventSource, type EventType, eventId, SOURCES, sourceIdOf } from '../schema/event-id.js';
import { EXIT, type ExitCode, type Io, WrongUse } from './command.js';

export const help = `crm-admin event-id <type> <source_id> [--source NAME]

Prints the event_id that every producer gives this event: sha256(source + source_id), lower-case hex.

  <type>       ${Object.keys(EVENT_KINDS).join(' ')}
  <source_id>  the caller's own id, e.g. the session's; its qualifier is added ("audit:sess_42")
  --source     ${SOURCES.join(' ')}; by default the type's own

Exit codes: 0 printed, 2 wrong use.`;

export async function run(args: readonly string[], io: Io): Promise<ExitCode> {
  io.out(idNamedBy(args));
  return EXIT.done;
}

/** The id that the arguments name. Throws a `WrongUse` that says what was wrong with what. */
export function idNamedBy(args: readonly string[]): string {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { source: { type: 'string' } },
  });
  const [type, id, ...rest] = positionals;
  if (!type || !Object.hasOwn(EVENT_KINDS, type))
    throw new WrongUse(
      `event-id: <type> must be one of ${Object.keys(EVENT_KINDS).join(', ')}, received ${type ?? 'nothing'}`,
    );
  if (!id || rest.length) throw new WrongUse('event-id: give one <source_id> after the type');
  const kind = type as EventType; // checked above
  const source = values.source ?? EVENT_KINDS[kind].source;
  if (!(SOURCES as readonly string[]).includes(source))
    throw new WrongUse(`event-id: --source must be one of ${SOURCES.join(', ')}, received ${source}`);
  return eventId(source as EventSource, sourceIdOf(kind, id));
}
