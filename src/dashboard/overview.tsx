/** @jsxImportSource preact */
import type { ComponentType } from 'preact';
import { useCallback, useEffect, useState } from 'preact/hooks';
import { useDesk } from './context.js';

type Part = { readonly Pane: ComponentType } | 'loading' | 'failed';

/** The overview, which is loaded when it is first opened: few look at it, and everybody waits for the inbox. */
export function Overview() {
  const { words } = useDesk();
  const [part, setPart] = useState<Part>('loading');
  const load = useCallback(() => {
    setPart('loading');
    Promise.all([import('./overview-pane.js'), loadStyles()]).then(
      ([{ OverviewPane }]) => setPart({ Pane: OverviewPane }),
      () => setPart('failed'),
    );
  }, []);
  useEffect(load, [load]);
  const text = words.value.overview;
  return (
    <main class="overview" id="list" tabIndex={-1}>
      {part === 'loading' && (
        <p class="starting" role="status">
          {text.loading}
        </p>
      )}
      {part === 'failed' && (
        <div class="empty" role="alert">
          <h2>{text.notLoaded}</h2>
          <p>{text.notLoadedHint}</p>
          <button type="button" onClick={load}>
            {words.value.failed.again}
          </button>
        </div>
      )}
      {typeof part === 'object' && <part.Pane />}
    </main>
  );
}

const STYLES = ['/admin/charts.min.css', '/admin/overview.css'];
const styled = new Set<string>();

/** Each of them once. */
async function loadStyles(): Promise<void> {
  const missing = STYLES.filter((href) => !styled.has(href));
  await Promise.all(
    missing.map(async (href) => {
      const link = document.createElement('link');
      link.rel = 'stylesheet';
      link.href = href;
      await new Promise((resolve, reject) => {
        link.onload = resolve;
        link.onerror = reject;
        document.head.append(link);
      }).catch((reason) => {
        link.remove();
        throw reason;
      });
      styled.add(href);
    }),
  );
}
