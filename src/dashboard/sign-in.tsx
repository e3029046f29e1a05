/** @jsxImportSource preact */
import { useSignal } from '@preact/signals';
import { LanguageChoice } from './choices.js';
import type { Preferences } from './preferences.js';
import type { Sessions } from './session.js';
import type { Words } from './words/en.js';

interface Props {
  readonly sessions: Sessions;
  readonly words: Words;
  readonly preferences: Preferences;
}

/** The accounts of `npm start`, offered only where the stack is local (local/accounts.ts). */
const LOCAL = ['agent@example.com', 'admin@example.com'];
const LOCAL_PASSWORD = 'crm-demo';

/** Why somebody did not get in, in words; undefined where they changed their mind. */
function complaint(words: Words, error: unknown): string | undefined {
  const code = String((error as { code?: unknown })?.code ?? 'unknown').replace('auth/', '');
  if (/wrong-password|invalid-credential|user-not-found|invalid-email|missing-/.test(code)) return words.signIn.wrong;
  if (code === 'too-many-requests') return words.signIn.often;
  if (code === 'network-request-failed') return words.signIn.network;
  if (code === 'popup-blocked') return words.signIn.blocked;
  if (/popup-closed|cancelled-popup/.test(code)) return undefined;
  return words.signIn.failed(code);
}

export function SignIn({ sessions, words, preferences, isLocal }: Props & { readonly isLocal: boolean }) {
  const fault = useSignal<string | undefined>(undefined);
  const busy = useSignal(false);
  const attempt = async (signIn: () => Promise<void>) => {
    busy.value = true;
    fault.value = undefined;
    try {
      await signIn();
    } catch (error) {
      fault.value = complaint(words, error);
    }
    busy.value = false;
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    // The form that this listens to.
    const given = new FormData(event.currentTarget as HTMLFormElement);
    void attempt(() => sessions.withPassword(String(given.get('email')), String(given.get('password'))));
  };
  return (
    <main class="door">
      <div class="door-card">
        <Mark />
        <h1>{words.signIn.title}</h1>
        <p class="lede">{words.signIn.lede}</p>
        <form onSubmit={submit} noValidate>
          <label>
            {words.signIn.email}
            <input name="email" type="email" autoComplete="username" required aria-describedby="sign-in-fault" />
          </label>
          <label>
            {words.signIn.password}
            <input
              name="password"
              type="password"
              autoComplete="current-password"
              required
              aria-describedby="sign-in-fault"
            />
          </label>
          <p id="sign-in-fault" class="fault" role="alert">
            {fault.value}
          </p>
          <button type="submit" class="primary" aria-disabled={busy.value}>
            {words.signIn.submit}
          </button>
        </form>
        <button type="button" class="wide" onClick={() => void attempt(() => sessions.withGoogle())}>
          {words.signIn.google}
        </button>
        {isLocal && (
          <fieldset class="local-accounts">
            <legend>{words.signIn.local}</legend>
            {LOCAL.map((email) => (
              <button
                type="button"
                key={email}
                onClick={() => void attempt(() => sessions.withPassword(email, LOCAL_PASSWORD))}
              >
                {email}
              </button>
            ))}
          </fieldset>
        )}
        <LanguageChoice preferences={preferences} words={words} />
      </div>
    </main>
  );
}

/** Signed in, but without a role: what to do about it. */
export function NoAccess({ email, sessions, words, preferences }: Props & { readonly email: string }) {
  const asked = useSignal(false);
  const again = async () => {
    asked.value = false;
    await sessions.askAgain();
    asked.value = true;
  };
  return (
    <main class="door">
      <div class="door-card">
        <Mark />
        <h1>{words.noAccess.title}</h1>
        <p class="lede">{words.noAccess.lede(email)}</p>
        <p>{words.noAccess.ask}</p>
        <pre class="command">
          <code>{`crm-admin grant ${email} --role agent --sites siam-visa-pro`}</code>
        </pre>
        <p role="status">{asked.value && words.noAccess.still}</p>
        <div class="door-actions">
          <button type="button" class="primary" onClick={() => void again()}>
            {words.noAccess.again}
          </button>
          <button type="button" onClick={() => void sessions.leave()}>
            {words.signOut}
          </button>
        </div>
        <LanguageChoice preferences={preferences} words={words} />
      </div>
    </main>
  );
}

function Mark() {
  return <span class="mark" aria-hidden="true" />;
}
