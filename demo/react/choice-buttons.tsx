import type { Choice } from './choices.js';
import { useWords } from './language.js';

interface Props {
  readonly choices: readonly Choice[];
  /** Whether their numbers can be typed. */
  readonly numbered: boolean;
  readonly onPick: (pick: Choice['pick']) => void;
}

/** The ready answers, a button each. */
export function ChoiceButtons({ choices, numbered, onPick }: Props) {
  const words = useWords();
  if (choices.length === 0) return null;
  return (
    <fieldset className="choices">
      <legend className="for-ears">{words.choices}</legend>
      {choices.map(({ label, pick }, i) => (
        <button type="button" key={label} onClick={() => onPick(pick)}>
          {numbered && <span className="number">{i + 1} </span>}
          {label}
        </button>
      ))}
    </fieldset>
  );
}
