/** Why the local stack cannot run, in one line that says what is wrong and what to do. Shown without a stack trace. */
export class StartFailure extends Error {
  override readonly name = 'StartFailure';
}
