import type { Choice } from './choices.js';
import { useWords } from './language.js';

interface Props {
  readonly choices: readonly Choice[];
  readonly onPick: (pick: Choice['pick']) => void;
}

/** The ready answers, a button each. Where there are several, their numbers can be typed. */
export function ChoiceButtons({ choices, onPick }: Props) {
  const words = useWords();
  if (choices.length === 0) return null;
  return (
    <fieldset className="choices">
      <legend className="for-ears">{words.choices}</legend>
      {choices.map(({ label, pick }, i) => (
        <button type="button" key={label} onClick={() => onPick(pick)}>
          {choices.length > 1 && <span className="number">{i + 1} </span>}
          {label}
        </button>
      ))}
    </fieldset>
  );
}
