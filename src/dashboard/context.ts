import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Desk } from './desk.js';

export const DeskContext = createContext<Desk | undefined>(undefined);

/** The desk of whoever is signed in. For what is drawn inside of it only. */
export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error('useDesk: there is no <DeskContext.Provider> around this component');
  return desk;
}
