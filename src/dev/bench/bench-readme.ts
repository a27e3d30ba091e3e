/** The table of the last benchmark in README.md, between two marks. */

const [BEGIN, END] = ["<!-- the last run of `npm run bench` -->", "<!-- its end -->"];

/** The page with this table instead of the one that it has. @throws Error where the marks are missing */
export function withTable(page: string, table: string): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`README.md has no ${BEGIN} … ${END}`);
  return `${page.slice(0, begin)}${BEGIN}\n\n${table}\n\n${page.slice(end)}`;
}
