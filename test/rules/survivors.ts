/**
 * Mutants of the rules that no request can tell from the rules, and why. One that is not here, or that lives for another
 * reason, is a hole in the suite or in the rules.
 */
export const SURVIVORS: Readonly<Record<string, string>> = {};
