import { HASH } from '../schema/fields.js';
import type { CalendlyLog } from './calendly-http.js';
import type { IngestLog } from './http.js';

/** What is written to: `firebase-functions/logger` is one. */
export interface Logger {
  info(message: string, fields: object): void;
  warn(message: string, fields: object): void;
  error(message: string, fields: object): void;
}

/** Structured logs of the ingest: ids, verdicts and times, never an email, a phone, a payload or an error's text. */
export const ingestLog = (logger: Logger): IngestLog => ({
  answered: ({ site_id, sdk }, { results }, facts) =>
    logger.info('ingested', {
      site_id,
      sdk,
      ...facts,
      events: results.length,
      verdicts: countBy(results.map(({ status }) => status)),
      results: results.map(({ event_id, status, code }) => ({
        // What is no hash was made up by the sender, who may have put anything there.
        event_id: HASH.test(event_id) ? event_id : 'malformed',
        status,
        ...(code && { code }),
      })),
    }),
  refused: (status, code) => logger.warn('refused', { status, code }),
  failed: (fault) => logger.error('failed', { name: nameOf(fault), code: codeOf(fault), at: placeOf(fault) }),
});

/** The logs of Calendly's webhooks. Nobody keeps what was rejected there: that is an error, and names the booking. */
export const calendlyLog = (logger: Logger): CalendlyLog => {
  const log = ingestLog(logger);
  return {
    ...log,
    answered(envelope, answer, facts) {
      log.answered(envelope, answer, facts);
      const events = envelope.events as { source_id: string }[]; // this room made them
      for (const [i, { status, code, issues = [] }] of answer.results.entries())
        if (status === 'rejected')
          logger.error('rejected', { code, source_id: events[i]?.source_id, fields: issues.map(({ path }) => path) });
    },
    ignored: (code, event_type) => logger[event_type ? 'warn' : 'info']('ignored', { code, event_type }),
  };
};

const countBy = (texts: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const text of texts) counts[text] = (counts[text] ?? 0) + 1;
  return counts;
};

const nameOf = (fault: unknown) => (fault instanceof Error ? fault.name : typeof fault);
const codeOf = (fault: unknown) => (fault instanceof Error && 'code' in fault ? String(fault.code) : undefined);

/** The lines of the stack without its first, the message: that may quote a document's path, so an email. */
const placeOf = (fault: unknown) =>
  fault instanceof Error ? (fault.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)) : [];
