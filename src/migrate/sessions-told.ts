import type { Io } from './command.js';
import { grouped } from './report.js';

/** Tells a terminal how many sessions have been read; nothing elsewhere. */
export const sessionsTold =
  (io: Io) =>
  (sessions: number): void =>
    io.progress?.(`audit_sessions: ${grouped(sessions)} read`);
