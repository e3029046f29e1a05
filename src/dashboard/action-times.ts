/** Times that a next action is often set to, in the viewer's zone: ISO instants. */
export function actionTimes(now: Date): Record<'hour' | 'afternoon' | 'tomorrow' | 'threeDays' | 'week', string> {
  const at = (days: number, hour: number) =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour).toISOString();
  return {
    hour: new Date(now.getTime() + 3_600_000).toISOString(),
    afternoon: at(0, 17),
    tomorrow: at(1, 9),
    threeDays: at(3, 9),
    week: at(7, 9),
  };
}

/** What `<input type="datetime-local">` holds, as an instant; undefined where it is no time, or none of this century. */
export function instantOf(local: string): string | undefined {
  const time = Date.parse(local);
  const instant = Number.isNaN(time) ? '' : new Date(time).toISOString();
  return /^20\d\d-/.test(instant) ? instant : undefined;
}
