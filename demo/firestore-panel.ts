import { type CaseView, caseView } from './case-view.js';
import { byId, element, setText } from './element.js';
import { connectFirestore } from './firestore-live.js';
import { serverLife } from './server-life.js';
import { t } from './words.js';

/** How long to wait before another try, ms. */
const RETRY = 2000;

/** What Firestore holds now: the latest cases with their lead and events, live. */
export async function firestorePanel(): Promise<void> {
  const state = byId('firestore-state');
  const root = byId('firestore');
  const views = new Map<string, CaseView>();
  const empty = element('p', { className: 'empty' }, t('No case yet. Emit an event for an identified lead.'));
  let opened: string | undefined;

  const live = await connectFirestore();
  const watch = () =>
    live.watchCases(
      (cases, connected) => {
        setText(state, connected ? t('Live, as admin@example.com.') : t('Connection lost; what is shown may be old.'));
        state.classList.toggle('on', connected);
        const seen = new Set(cases.map(({ id }) => id));
        for (const [id, view] of views) {
          if (seen.has(id)) continue;
          view.close();
          views.delete(id);
        }
        const ordered = cases.map(({ id, fields }) => {
          let view = views.get(id);
          if (!view) views.set(id, (view = caseView(id, live)));
          view.update(fields);
          return view.root;
        });
        // What has just happened is on top, and open.
        const first = cases[0];
        const latest = first && `${first.id} ${first.fields.last_event_id}`;
        if (first && latest !== opened) views.get(first.id)?.open();
        opened = latest;
        arrange(root, ordered.length || !connected ? ordered : [empty]);
      },
      (error) => {
        // Refused, for instance with a sign-in that the server has forgotten: every watch of ours has ended.
        setText(state, t('Firestore cannot be shown: {error}', { error: error.message }));
        for (const view of views.values()) view.close();
        views.clear();
        setTimeout(() => void live.resume().then(watch, watch), RETRY);
      },
    );
  const resume = (): Promise<void> =>
    live.resume().catch(() => {
      // Its accounts are not there yet, or it has gone again.
      setTimeout(resume, RETRY);
    });
  watch();
  serverLife(
    () => void live.pause(),
    () => void resume(),
  );
}

/** Puts nodes in order without moving those that stand right: a moved node loses its focus. */
function arrange(root: HTMLElement, nodes: readonly HTMLElement[]): void {
  for (const child of [...root.children]) if (!nodes.some((node) => node === child)) child.remove();
  for (const [i, node] of nodes.entries())
    if (root.children[i] !== node) root.insertBefore(node, root.children[i] ?? null);
}
