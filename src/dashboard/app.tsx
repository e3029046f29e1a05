/** @jsxImportSource preact */
import { useSignalEffect } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { DeskContext } from './context.js';
import { openDesk } from './desk.js';
import type { Store } from './firestore.js';
import type { Preferences } from './preferences.js';
import type { Agent, Sessions } from './session.js';
import { NoAccess, SignIn } from './sign-in.js';
import { en } from './words/en.js';
import { fr } from './words/fr.js';
import { Workplace } from './workplace.js';

interface Props {
  readonly sessions: Sessions;
  /** Called once somebody is in: nothing of Firestore is opened for a sign-in page. */
  openStore(): Store;
  readonly preferences: Preferences;
  /** Whether the stack is local, with its two demo accounts. */
  readonly isLocal: boolean;
}

/** The page: who signs in sees their desk. */
export function App({ sessions, openStore, preferences, isLocal }: Props) {
  useSignalEffect(() => {
    const root = document.documentElement;
    root.lang = preferences.language.value;
    root.dataset.theme = preferences.theme.value;
  });
  const words = { en, fr }[preferences.language.value];
  const session = sessions.session.value;
  switch (session.state) {
    case 'starting':
      return (
        <p class="starting" role="status">
          {words.starting}
        </p>
      );
    case 'out':
      return <SignIn sessions={sessions} words={words} preferences={preferences} isLocal={isLocal} />;
    case 'no-access':
      return <NoAccess email={session.email} sessions={sessions} words={words} preferences={preferences} />;
    case 'in':
      // A key: another agent gets another desk.
      return (
        <SignedIn
          key={session.agent.uid}
          agent={session.agent}
          openStore={openStore}
          preferences={preferences}
          idToken={sessions.idToken}
          leave={() => void sessions.leave()}
        />
      );
    default:
      return session satisfies never;
  }
}

interface SignedInProps {
  readonly agent: Agent;
  openStore(): Store;
  readonly preferences: Preferences;
  idToken(): Promise<string>;
  leave(): void;
}

function SignedIn({ agent, openStore, preferences, idToken, leave }: SignedInProps) {
  const desk = useMemo(
    () => openDesk(agent, openStore(), preferences, idToken),
    [agent, openStore, preferences, idToken],
  );
  useEffect(() => () => desk.close(), [desk]);
  return (
    <DeskContext.Provider value={desk}>
      <Workplace leave={leave} />
    </DeskContext.Provider>
  );
}

/** What is shown where not even the server's own settings could be read. */
export function Broken({ preferences, reason }: { readonly preferences: Preferences; readonly reason: string }) {
  const words = { en, fr }[preferences.language.value];
  return (
    <main class="door">
      <h1>{words.broken}</h1>
      <p role="alert">{reason}</p>
    </main>
  );
}
