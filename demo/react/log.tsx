import { Fragment, useEffect, useRef } from 'react';
import { Bubble } from './bubble.js';
import type { Conversation } from './conversation.js';
import { useWords } from './language.js';
import { Question } from './question.js';
import { Reaction } from './reaction.js';
import { Reply } from './reply.js';

/** All that was said. Screen readers announce what is added; a visitor's new answer scrolls to the top. */
export function Log({ conversation }: { readonly conversation: Conversation }) {
  const words = useWords();
  const last = useRef<HTMLDivElement>(null);
  const { length } = conversation.answers;
  // biome-ignore lint/correctness/useExhaustiveDependencies: there is a new last answer whenever their number changes
  useEffect(() => {
    // In braces: newer browsers answer a promise here, and React would take it for a clean-up.
    last.current?.scrollIntoView();
  }, [length]);

  const upTo = (count: number) => ({ ...conversation, answers: conversation.answers.slice(0, count) });
  return (
    // The key: another language is another log, or all of it would be announced as news.
    <div className="log" role="log" aria-live="polite" aria-label={words.log} key={words.lang}>
      <Bubble by="assistant">{words.hello}</Bubble>
      {[...conversation.answers, undefined].map((answer, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: answers are only ever added, at the end
        <Fragment key={i}>
          <Question conversation={upTo(i)} />
          {answer && (
            <>
              <div ref={i === length - 1 ? last : null} className="turn">
                <Reply answer={answer} />
              </div>
              <Reaction answer={answer} conversation={upTo(i + 1)} />
            </>
          )}
        </Fragment>
      ))}
    </div>
  );
}
