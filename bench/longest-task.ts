/** A slice of a thread's time, times in µs. */
interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Processor time: what another program on the machine takes does not count. */
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

/** The longest task of the pages' main threads in what Chromium has traced, ms of processor time. */
export function longestTask(trace: Buffer): number {
  const { traceEvents: events } = JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] }; // its own format
  const threads = new Set(
    events.flatMap(({ name, args, pid, tid }) =>
      name === 'thread_name' && args.name === 'CrRendererMain' ? `${pid}/${tid}` : [],
    ),
  );
  const tasks = events.filter(({ name, pid, tid }) => /RunTask$/.test(name) && threads.has(`${pid}/${tid}`));
  return Math.max(...tasks.map(({ tdur = 0 }) => tdur / 1000));
}
