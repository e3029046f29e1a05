import type { ReactNode } from 'react';
import { useWords } from './language.js';

/** One message. Ears are told who speaks; eyes see the side it is on. */
export function Bubble({ by, children }: { readonly by: 'assistant' | 'you'; readonly children: ReactNode }) {
  const words = useWords();
  return (
    <div className={`bubble ${by}`}>
      <span className="for-ears">{words[by]} </span>
      {children}
    </div>
  );
}
