/** @jsxImportSource preact */
import { initializeApp } from 'firebase/app';
import { render } from 'preact';
import { App, Broken } from './app.js';
import { readEnvironment } from './environment.js';
import { openStore } from './firestore.js';
import { openPreferences } from './preferences.js';
import { openSessions } from './session.js';

const root = document.getElementById('app')!; // index.html has it
const preferences = openPreferences(localStorage, navigator.languages);

readEnvironment().then(
  ({ emulators, ...options }) => {
    const app = initializeApp(options);
    const sessions = openSessions(app, emulators?.auth);
    const store = () => openStore(app, emulators?.firestore);
    render(<App sessions={sessions} openStore={store} preferences={preferences} isLocal={!!emulators} />, root);
  },
  (error: Error) => render(<Broken preferences={preferences} reason={error.message} />, root),
);
