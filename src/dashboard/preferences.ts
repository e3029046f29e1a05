import { effect, type Signal, signal } from '@preact/signals';
import { ORDERS, type Order, VIEWS, type View } from './place.js';
import { keep, shelfText } from './seen.js';

export const LANGUAGES = ['en', 'fr'] as const;
export type Language = (typeof LANGUAGES)[number];
export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** What an agent chose on this device. */
export interface Preferences {
  readonly language: Signal<Language>;
  readonly theme: Signal<Theme>;
  /** Whether single letters are commands (WCAG 2.1.4). */
  readonly letters: Signal<boolean>;
  /** The order last chosen in each view. */
  readonly orders: Signal<Partial<Record<View, Order>>>;
}

const KEY = 'crm-preferences';

/** Reads them, and keeps every change. `wished` are the browser's languages. */
export function openPreferences(shelf: Storage, wished: readonly string[]): Preferences {
  const known = read(shelf);
  const spoken = wished.map((one) => one.slice(0, 2)).find((one) => LANGUAGES.some((language) => language === one));
  const preferences: Preferences = {
    language: signal(LANGUAGES.find((one) => one === (known.language ?? spoken)) ?? 'en'),
    theme: signal(THEMES.find((one) => one === known.theme) ?? 'system'),
    letters: signal(known.letters !== false),
    orders: signal(ordersOf(known.orders)),
  };
  effect(() => {
    const { language, theme, letters, orders } = preferences;
    const chosen = { language: language.value, theme: theme.value, letters: letters.value, orders: orders.value };
    keep(shelf, KEY, JSON.stringify(chosen));
  });
  return preferences;
}

function read(shelf: Storage): Record<string, unknown> {
  try {
    // Every field is looked at before it is used.
    return (JSON.parse(shelfText(shelf, KEY) ?? '{}') ?? {}) as Record<string, unknown>;
  } catch {
    return {}; // not ours: begin anew
  }
}

function ordersOf(value: unknown): Partial<Record<View, Order>> {
  const given = Object.entries(Object(value));
  return Object.fromEntries(
    given.filter(([view, order]) => VIEWS.some((one) => one === view) && ORDERS.some((one) => one === order)),
  );
}
