/** What a command of `crm-admin` ended in. */
export const EXIT = {
  /** Done, and nothing to complain of. */
  done: 0,
  /** Done, and the answer is no: differences were found, something was left undone. */
  no: 1,
  wrongUse: 2,
  /** Firestore or Auth did not answer, or refused. */
  failed: 3,
  /** Ctrl-C, as shells count it. */
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A command's way to the outside: it touches no process of its own. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Results, line by line. */
  out(line: string): void;
  /** What goes on meanwhile, and errors: not part of the result. */
  note(line: string): void;
  /** Where `note` goes to a terminal: replaces the last line that it showed. Otherwise absent. */
  readonly progress?: ((line: string) => void) | undefined;
  /** Aborted by the first Ctrl-C: the command finishes what it is in the middle of. The second ends the process. */
  readonly interrupted: AbortSignal;
  /** Asks whoever sits at the terminal for a line; absent where nobody does. */
  readonly ask?: ((question: string) => Promise<string>) | undefined;
  now(): Date;
  /** This process among all that may work on the project: `host/process id`. */
  readonly self: string;
  /** Whether a process of this host is gone; false where that cannot be known. */
  isGone(other: string): boolean;
}

/** A module `<name>-command.ts` of this room; cli.ts loads it when it is called. */
export interface Command {
  /** The whole text of `--help`. */
  readonly help: string;
  /** Throws a `WrongUse`, or what Firestore or the file system threw. */
  run(args: readonly string[], io: Io): Promise<ExitCode>;
}

/** Arguments or settings with which a command cannot begin. The message says what was wrong with what. */
export class WrongUse extends Error {
  override readonly name = 'WrongUse';
}
