import type { Issue } from './validate.js';

/** The name that marks the error across realms and across two copies of this package, where `instanceof` fails. */
const NAME = 'CrmValidationError';

/**
 * The call was refused and nothing was queued: `issues` says what was wrong with what. The only error that a method of
 * the client rejects with.
 */
export class CrmValidationError extends Error {
  override readonly name = NAME;
  constructor(
    what: string,
    /** Every field at fault: dotted path, zod's code, a sentence with the bound. */
    readonly issues: readonly Issue[],
  ) {
    super(`crm ${what}: ${issues.map((issue) => issue.message).join('; ')}`);
  }
}

/** Whether something caught is a `CrmValidationError`, from whatever frame or copy of the package it comes. */
export const isCrmValidationError = (error: unknown): error is CrmValidationError =>
  (error as { name?: unknown } | undefined)?.name === NAME;
