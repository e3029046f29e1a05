import { useState } from 'react';
import { DOCUMENTS, type Document, type Visa } from './documents.js';
import { useWords } from './language.js';

interface Props {
  readonly visa: Visa;
  readonly onCheck: (ready: readonly Document[]) => void;
}

/** The documents of a visa, to tick off. */
export function Checklist({ visa, onCheck }: Props) {
  const words = useWords();
  const [ready, setReady] = useState<readonly Document[]>([]);
  const toggle = (document: Document) =>
    setReady(ready.includes(document) ? ready.filter((one) => one !== document) : [...ready, document]);
  return (
    <fieldset className="checklist">
      <legend className="for-ears">{words.ask.documents}</legend>
      {DOCUMENTS[visa].map((document, i) => (
        <label key={document}>
          <input type="checkbox" checked={ready.includes(document)} onChange={() => toggle(document)} />
          <span className="number">{i + 1} </span>
          {words.documents[document]}
        </label>
      ))}
      <button type="button" className="primary" onClick={() => onCheck(ready)}>
        {ready.length ? words.check : words.noneReady}
      </button>
    </fieldset>
  );
}
