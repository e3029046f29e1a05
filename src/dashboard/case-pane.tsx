/** @jsxImportSource preact */
import { ArrowLeft, CheckCheck, ChevronDown, ChevronUp } from 'lucide';
import { useEffect, useRef } from 'preact/hooks';
import type { CaseDocument } from '../schema/case.js';
import { act, finish } from './acts.js';
import { CaseFacts } from './case-facts.js';
import { ContactCard, ContactDoubts } from './contact-card.js';
import { useDesk } from './context.js';
import { Empty } from './empty.js';
import { Icon } from './icon.js';
import { Siblings } from './siblings.js';
import { Timeline } from './timeline.js';

/** The right of the page: the open case. */
export function CasePane() {
  const { words, open, place } = useDesk();
  if (!place.value.caseId)
    return (
      <section class="case-pane vacant" aria-label={words.value.case.label}>
        <Empty which="none" />
      </section>
    );
  const row = open.row.value;
  return (
    <section class="case-pane" aria-label={words.value.case.label}>
      <CaseBar row={typeof row === 'object' ? row : undefined} />
      {row === 'missing' && <Empty which="missing" />}
      {typeof row === 'object' && <Case key={row.case_id} row={row} />}
    </section>
  );
}

function CaseBar({ row }: { readonly row: CaseDocument | undefined }) {
  const desk = useDesk();
  const { case: text } = desk.words.value;
  return (
    <header class="case-bar">
      <button type="button" class="icon-button" onClick={() => act(desk, 'close')} title={text.back}>
        <Icon of={ArrowLeft} size={18} />
        <span class="for-ears">{text.back}</span>
      </button>
      <button type="button" class="icon-button" onClick={() => act(desk, 'previous')} title={`${text.previous} [`}>
        <Icon of={ChevronUp} size={18} />
        <span class="for-ears">{text.previous}</span>
      </button>
      <button type="button" class="icon-button" onClick={() => act(desk, 'next')} title={`${text.next} ]`}>
        <Icon of={ChevronDown} size={18} />
        <span class="for-ears">{text.next}</span>
      </button>
      <span class="spring" />
      {row && (
        <button type="button" class="primary" onClick={() => finish(desk, row)}>
          <Icon of={CheckCheck} />
          {text.done}
          <kbd>.</kbd>
        </button>
      )}
    </header>
  );
}

function Case({ row }: { readonly row: CaseDocument }) {
  const { needConflicts, open } = useDesk();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    needConflicts();
    // Ears hear which case it is, and the keyboard is in it; without moving what the eyes see.
    heading.current?.focus({ preventScroll: true });
  }, [needConflicts]);
  return (
    <div class="case-scroll">
      <ContactCard row={row} heading={heading} />
      <CaseFacts row={row} />
      {/* All at once: what comes later would move what is being read. */}
      {open.lead.value !== undefined && open.events.value && (
        <>
          <ContactDoubts />
          <Siblings row={row} />
          <Timeline />
        </>
      )}
    </div>
  );
}
