export interface Mutant {
  readonly name: string;
  readonly find: RegExp;
  readonly replace: string;
}
export const MUTANTS: Mutant[] = [];
