/** @jsxImportSource preact */
import type { CaseDocument } from '../schema/case.js';
import { useDesk } from './context.js';
import { intentName } from './names.js';
import { writePlace } from './place.js';
import { siblingsOf } from './threads.js';

/** The client's other cases; first those that are the same story. */
export function Siblings({ row }: { readonly row: CaseDocument }) {
  const { words, times, now, open, place, go, agent } = useDesk();
  const { siblings: text } = words.value;
  const lead = open.lead.value;
  const all = lead ? siblingsOf(lead, row) : [];
  if (!all.length) return null;
  const may = (site: string) => agent.sites === 'all' || agent.sites.includes(site);
  return (
    <section class="siblings">
      <h3>{text.title}</h3>
      {row.continues && <p class="warning">{text.continues}</p>}
      {all.some((one) => one.joined && one.first_event_at > row.first_event_at) && (
        <p class="warning">{text.continued}</p>
      )}
      <ul>
        {all.map(({ case_id, intent, site_id, last_event_at, joined }) => (
          <li key={case_id}>
            {may(site_id) ? (
              <a
                href={writePlace({ ...place.value, caseId: case_id })}
                onClick={(event) => {
                  if (event.metaKey || event.ctrlKey || event.shiftKey) return;
                  event.preventDefault();
                  go({ caseId: case_id });
                }}
              >
                {intentName(words.value, intent)}
              </a>
            ) : (
              intentName(words.value, intent)
            )}{' '}
            <span class="soft">
              {site_id} · {times.value.moment(last_event_at, now.value)}
              {joined && ` · ${text.joined}`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
