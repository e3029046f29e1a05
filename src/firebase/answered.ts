import type { Session } from './identity.js';
import { failureOf } from './store.js';

/** Does one thing with Firestore; what Firebase answers instead becomes a `StoreFailure`. */
export async function answered<T>(session: Session, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const failure = failureOf(error);
    // Tokens live an hour, and accounts may go: the next call signs in anew.
    if (failure.code === 'unauthenticated') session.forget();
    throw failure;
  }
}
