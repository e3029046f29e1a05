/** A string, a bracket or a separator, or a bare value such as `12` or `true`. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/**
 * The line, from 1, on which each value of a JSON text begins, by dotted path such as `action_plan.0.step`. Of a text
 * that is no JSON it knows what comes before the fault.
 */
export function jsonLines(text: string): Map<string, number> {
  const lines = new Map<string, number>();
  const path: (string | number)[] = [];
  const kinds: ('{' | '[')[] = [];
  let key: string | undefined;
  const lineAt = (offset: number) => text.slice(0, offset).split('\n').length;
  let afterColon = false;

  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    const inObject = kinds.at(-1) === '{';
    if (token === ':') {
      afterColon = true;
      if (key !== undefined) path[path.length - 1] = key;
    } else if (token === ',') {
      afterColon = false;
      const last = path.at(-1);
      if (typeof last === 'number') path[path.length - 1] = last + 1;
    } else if (token === '}' || token === ']') {
      kinds.pop();
      path.pop();
      afterColon = kinds.at(-1) === '{';
    } else if (inObject && !afterColon && token.startsWith('"')) {
      key = token.slice(1, -1);
      lines.set([...path.slice(0, -1), key].join('.'), lineAt(index));
    } else {
      const here = path.join('.');
      if (!lines.has(here)) lines.set(here, lineAt(index));
      if (token === '{' || token === '[') {
        kinds.push(token);
        path.push(token === '{' ? '' : 0);
        afterColon = false;
      }
    }
  }
  return lines;
}

/** The line of a path, or of the nearest thing around it: what is missing has no line of its own. */
export function lineOf(lines: ReadonlyMap<string, number>, path: string): number | undefined {
  for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf('.')))) {
    const line = lines.get(at);
    if (line !== undefined || at === '') return line;
  }
}
