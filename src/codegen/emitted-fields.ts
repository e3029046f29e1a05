import type { Constraint, Field, ObjectConstraint } from './constraints.js';

/** The fields that a page emits beside its payload. The rest (`event_id`, `type`) the client makes itself. */
const EMITTED = ['timestamp', 'source', 'source_id', 'summary', 'lead', 'intent'];
/** Required on the wire, but a page may know it later: the event is held until then. */
const LATER = ['lead'];

/** What the wire's events have in common, as a page emits it: one object that holds for every type. */
export function commonOf(events: readonly ObjectConstraint[]): ObjectConstraint {
  const fields = EMITTED.map((name): Field => {
    const variants = events.map((event) => {
      const field = event.fields.find((one) => one.name === name);
      if (!field) throw new Error(`An event on the wire has no ${name}.`);
      return field;
    });
    const [first] = variants as [Field, ...Field[]]; // there is at least one type of event
    const of = variants.map((variant) => variant.of).reduce((a, b) => joined(a, b, name));
    return { ...first, of, optional: first.optional || LATER.includes(name) };
  });
  return { kind: 'object', fields };
}

/** What holds for a field of every type. The qualifiers of `source_id` differ; the client writes them itself. */
function joined(a: Constraint, b: Constraint, name: string): Constraint {
  if (JSON.stringify(a) === JSON.stringify(b)) return a;
  if (a.kind !== 'text' || b.kind !== 'text')
    throw new Error(`The field ${name} differs between types of events in more than a text's pattern.`);
  return { kind: 'text', min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) };
}
