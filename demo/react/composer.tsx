import { type RefObject, useState } from 'react';
import type { Question } from './conversation.js';
import { useWords } from './language.js';
import type { Complaint } from './typed.js';

interface Props {
  readonly question: Question;
  readonly complaint: Complaint | undefined;
  readonly input: RefObject<HTMLInputElement | null>;
  /** Fulfilled with whether the text was taken. */
  readonly onSend: (text: string) => Promise<boolean>;
}

/** Where there are buttons to tap, focus need not bring up the keyboard of a phone. */
const KEYBOARDS = {
  visa: 'none',
  documents: 'none',
  next: 'none',
  end: 'none',
  email: 'email',
  phone: 'tel',
  notes: 'text',
} as const;
const AUTOCOMPLETE: Partial<Record<Question, string>> = { email: 'email', phone: 'tel' };

/** The one field: always there, never disabled, so that focus has a place to stay. */
export function Composer({ question, complaint, input, onSend }: Props) {
  const words = useWords();
  const [text, setText] = useState('');
  const send = async () => {
    if (!text.trim()) return;
    if (await onSend(text)) setText('');
  };
  return (
    <form
      className="composer"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <label htmlFor="text" className="for-ears">
        {words.composer[question]}
      </label>
      <input
        id="text"
        ref={input}
        value={text}
        onChange={({ target }) => setText(target.value)}
        placeholder={words.composer[question]}
        inputMode={KEYBOARDS[question]}
        autoComplete={AUTOCOMPLETE[question] ?? 'off'}
        maxLength={2000}
        aria-invalid={!!complaint}
        aria-describedby="complaint"
        enterKeyHint="send"
      />
      <button type="submit" className="primary">
        {words.send}
      </button>
      <p id="complaint" role="alert">
        {complaint && words.complaint[complaint]}
      </p>
    </form>
  );
}
