import { useRef } from 'react';
import { Checklist } from './checklist.js';
import { ChoiceButtons } from './choice-buttons.js';
import { choicesOf } from './choices.js';
import { Composer } from './composer.js';
import { factsOf, questionOf } from './conversation.js';
import { Delivery } from './delivery.js';
import { LanguageSwitch, useWords } from './language.js';
import { Log } from './log.js';
import { readTyped } from './typed.js';
import { useConversation } from './use-conversation.js';
import { useReply } from './use-reply.js';

/** The page. However an answer is given, focus comes back to the composer. */
export function Chat() {
  const words = useWords();
  const talk = useConversation();
  const { reply, complaint } = useReply(talk);
  const composer = useRef<HTMLInputElement>(null);

  const { conversation } = talk;
  const question = questionOf(conversation);
  const { visa, ready } = factsOf(conversation);
  const focus = () => composer.current?.focus({ preventScroll: true });
  const answer = (...given: Parameters<typeof reply>) => {
    focus();
    return reply(...given);
  };
  return (
    <>
      <header className="bar">
        <h1>
          <span className="mark" aria-hidden="true" />
          {words.title}
        </h1>
        <LanguageSwitch />
        <Delivery told={!!ready} onRetry={focus} />
      </header>
      <main>
        <p className="scripted">
          {words.scripted} <a href="/">{words.console}</a>
        </p>
        <Log conversation={conversation} />
        {question === 'documents' && visa && (
          <Checklist visa={visa} onCheck={(ready) => void answer({ to: 'documents', ready })} />
        )}
        <ChoiceButtons choices={choicesOf(conversation, words)} onPick={(pick) => void answer(pick)} />
      </main>
      <footer className="dock">
        <Composer
          question={question}
          complaint={complaint}
          input={composer}
          onSend={(text) => answer(readTyped(text, conversation, words))}
        />
      </footer>
    </>
  );
}
