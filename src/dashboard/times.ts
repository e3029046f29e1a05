import type { Language } from './preferences.js';

const LOCALES: Record<Language, string> = { en: 'en-GB', fr: 'fr-FR' };

const STEPS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** Times in words, in the zone of whoever looks: Bangkok and Paris read the same case. */
export interface Times {
  /** How long ago or until then, in one unit: "3 h", "2 d". */
  span(instant: string, now: number): string;
  /** How long something took, in two units: "1 h 45 min", "2 d 3 h". */
  lasting(ms: number): string;
  /** "tomorrow", "in 2 days", "3 hours ago": from 24 hours on by days of the calendar. */
  relative(instant: string, now: number): string;
  /** Day and time: "Wed 25 Nov, 14:30"; the year only where it is another. */
  moment(instant: string, now: number): string;
  /** Everything, with the zone's name: for a tooltip. */
  exact(instant: string): string;
  /** "14:30" */
  clock(instant: string): string;
  /** "Wednesday 25 November": the head of a day in a timeline. */
  day(instant: string, now: number): string;
  /** "Wed 25 Nov", where its year goes without saying. */
  shortDay(instant: string): string;
  /** "W" */
  weekday(instant: string): string;
}

/** `zone` is an IANA name. @default the viewer's */
export function timesIn(language: Language, zone?: string): Times {
  const locale = LOCALES[language];
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { ...options, ...(zone && { timeZone: zone }) });
  const short = format({ weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
  const dated = format({ day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' });
  const exact = format({ dateStyle: 'full', timeStyle: 'long' });
  const clock = format({ hour: '2-digit', minute: '2-digit' });
  const day = format({ weekday: 'long', day: 'numeric', month: 'long' });
  const shortDay = format({ weekday: 'short', day: 'numeric', month: 'short' });
  const weekday = format({ weekday: 'narrow' });
  const dayWithYear = format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
  const year = format({ year: 'numeric' });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const unit = (name: string) =>
    new Intl.NumberFormat(locale, {
      style: 'unit',
      unit: name,
      unitDisplay: language === 'fr' ? 'short' : 'narrow',
      maximumFractionDigits: 0,
    });
  const units = { day: unit('day'), hour: unit('hour'), minute: unit('minute') };
  const numbers = format({ year: 'numeric', month: 'numeric', day: 'numeric' });
  /** Which day of the calendar it is, counted from one and the same. */
  const dayNumber = (time: number) => {
    const part = (type: string) => Number(numbers.formatToParts(time).find((one) => one.type === type)?.value);
    return Date.UTC(part('year'), part('month') - 1, part('day')) / STEPS[0][1];
  };
  const sameYear = (instant: string, now: number) => year.format(Date.parse(instant)) === year.format(now);
  const step = (ms: number) => STEPS.find(([, size]) => Math.abs(ms) >= size) ?? STEPS[2];
  return {
    span(instant, now) {
      const ms = Math.abs(now - Date.parse(instant));
      const [name, size] = step(ms);
      return units[name].format(Math.floor(ms / size));
    },
    lasting(ms) {
      const [name, size] = step(ms);
      const lesser = STEPS[STEPS.findIndex(([one]) => one === name) + 1];
      const rest = lesser ? Math.floor((ms % size) / lesser[1]) : 0;
      const whole = units[name].format(Math.floor(ms / size));
      return lesser && rest ? `${whole} ${units[lesser[0]].format(rest)}` : whole;
    },
    relative(instant, now) {
      const time = Date.parse(instant);
      const [name, size] = step(time - now);
      // Words like "tomorrow" are about the calendar: 42 hours from now is the day after.
      const count = name === 'day' ? dayNumber(time) - dayNumber(now) : Math.trunc((time - now) / size);
      return relative.format(count, name);
    },
    moment: (instant, now) => (sameYear(instant, now) ? short : dated).format(Date.parse(instant)),
    exact: (instant) => exact.format(Date.parse(instant)),
    clock: (instant) => clock.format(Date.parse(instant)),
    day: (instant, now) => (sameYear(instant, now) ? day : dayWithYear).format(Date.parse(instant)),
    shortDay: (instant) => shortDay.format(Date.parse(instant)),
    weekday: (instant) => weekday.format(Date.parse(instant)),
  };
}
