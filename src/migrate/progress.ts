import { grouped } from './report.js';
import type { Run } from './run.js';

/** How far a run is: what is counted, how much of it is done and how much there is. */
export interface Progress {
  of: 'sessions' | 'events';
  done: number;
  total: number;
}

export function progressOf({ phase, total, counts }: Run): Progress {
  if (phase === 'reading') return { of: 'sessions', done: counts.sessions, total: Math.max(total, counts.sessions) };
  const { written, already_live, repeated, erased, refused } = counts;
  return { of: 'events', done: written + already_live + repeated + erased + refused, total: counts.events };
}

/** How far back the rate looks, ms. */
const LOOKS_BACK = 30_000;

/** Tells how fast a run goes, of the last half minute. `now` in ms. */
export function speedometer(): (progress: Progress, now: number) => number {
  let seen: { of: string; done: number; at: number }[] = [];
  return ({ of, done }, now) => {
    seen = seen.filter((one) => one.of === of && now - one.at < LOOKS_BACK);
    seen.push({ of, done, at: now });
    const first = seen[0]!;
    return now > first.at ? ((done - first.done) / (now - first.at)) * 1000 : 0;
  };
}

const BAR = 20;

/** One line: a bar, how far, how fast (a second), how long still, and what it does or waits for; that alone of nothing. */
export function progressLine({ of, done, total }: Progress, rate: number, doing: string): string {
  if (!total) return doing;
  const share = Math.min(1, done / total);
  const bar = '#'.repeat(Math.round(share * BAR)).padEnd(BAR, '.');
  const left = rate > 0 && done < total ? `, ${duration((total - done) / rate)} left` : '';
  const speed = rate > 0 ? `, ${grouped(Math.round(rate))}/s${left}` : '';
  return `[${bar}] ${Math.floor(share * 100)} %  ${grouped(done)} of ${grouped(total)} ${of}${speed}  ${doing}`;
}

/** Seconds in words: `8 s`, `3 min`, `2 h 5 min`. */
export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
