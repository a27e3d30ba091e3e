/** The day of an instant where dates act: at 00:00 Asia/Ho_Chi_Minh (design.md §3). */
const VIETNAM = new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Ho_Chi_Minh", dateStyle: "short" });

/** `yyyy-mm-dd` in Vietnam. */
export function vietnamDay(instant: string): string {
  return VIETNAM.format(new Date(instant));
}
