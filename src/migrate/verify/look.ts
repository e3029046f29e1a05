import { gathered } from '../../firebase/gathered.js';
import type { Found, Moment, Reader, Selection } from '../reader.js';

/** What was at one moment. What is asked for in one turn of the event loop is read in one request. */
export interface Look {
  get(path: string): Promise<Found | undefined>;
  select(selection: Selection): Promise<readonly Found[]>;
}

export function lookAt(reader: Reader, at: Moment): Look {
  return { get: gathered((paths) => reader.get(paths, at)), select: (selection) => reader.select(selection, at) };
}
