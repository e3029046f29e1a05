import type { BackfillOptions } from '../migrate/backfill.js';
import { backfill } from '../migrate/backfill.js';
import { paced } from '../migrate/pace.js';
import type { Session } from './identity.js';
import type { Logger } from './log.js';
import { firestoreRuns } from './runs.js';
import { firestoreSessions } from './sessions.js';
import { firestoreStore } from './store.js';

export interface BackfillTask extends Pick<BackfillOptions, 'region' | 'intents'> {
  session: Session;
  /** Who we are: no other attempt of any task has this name. */
  self: string;
  /** How long to work, ms: less than the platform lets us. */
  time: number;
  log: Logger;
}

/** The shortest wait, ms: whoever waits for the rate limit asks again and again. */
const LEAST = 50;

/** The same as the command's defaults. */
const PAGE = 200;
const CONCURRENCY = 8;

/**
 * Works at the open backfill for a while: the same code and checkpoints as `crm-admin backfill`, which pauses and resumes
 * it, tells its status and, in the end, takes its report. Answers whether nothing is left but that.
 */
export async function workAtBackfill({ session, self, time, log, ...options }: BackfillTask): Promise<boolean> {
  const end = performance.now() + time;
  const sleep = (milliseconds: number) =>
    new Promise<void>((resolve) =>
      setTimeout(resolve, Math.min(milliseconds, Math.max(LEAST, end - performance.now()))),
    );
  let last = '';
  const ending = await backfill({
    ...options,
    sessions: firestoreSessions(session),
    runs: firestoreRuns(session),
    store: firestoreStore(session),
    pace: (onWait) => paced({ rate: 'ramp', now: () => performance.now(), sleep, onWait }),
    page: PAGE,
    concurrency: CONCURRENCY,
    since: undefined,
    self,
    isGone: () => false,
    now: () => new Date(),
    stopping: () => performance.now() > end,
    sleep,
    onProgress: ({ phase, doing, counts }) => {
      if (doing === last) return;
      last = doing;
      log.info('backfill', { phase, doing, ...counts });
    },
  });
  return ending !== 'stopped';
}
