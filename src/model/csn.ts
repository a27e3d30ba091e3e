/** Change sequence numbers of OpenLDAP: `<time>#<count>#<server>#<mod>`; those of one server grow. */

const serverOf = (csn: string): string => csn.split("#")[2] ?? "";

/** Whether `a` is from before `b`, as far as that can be told: numbers of two servers are not compared. */
export const isOlderCsn = (a: string, b: string): boolean => serverOf(a) === serverOf(b) && a < b;

/** Values of `contextCSN` by server. @param contextCsn joined by a blank */
function byServer(contextCsn: string): Map<string, string> {
  return new Map(contextCsn.split(" ").map((csn) => [serverOf(csn), csn]));
}

/** Whether any server's number has gone back. */
export function isOlderContext(is: string, was: string): boolean {
  const now = byServer(is);
  return [...byServer(was)].some(([server, csn]) => isOlderCsn(now.get(server) ?? csn, csn));
}

/**
 * `entryCSN` from which on to read to see every change between two looks at `contextCSN`; null: everything, since
 * nothing is known of some server's changes. Servers whose number stands still are no reason to read further back.
 */
export function changedFrom(was: string | null, is: string | null): string | null {
  if (was === null || is === null) return null;
  const known = byServer(was);
  const moved = [...byServer(is)].filter(([server, csn]) => known.get(server) !== csn);
  // Where nothing has moved, nothing is newer than the newest.
  const from = moved.length === 0 ? [...known.values()] : moved.map(([server]) => known.get(server) ?? "");
  return from.toSorted()[0] || null;
}

/** The instant of a CSN, ISO 8601 in UTC without fractions of a second; the CSN itself where it is none. */
export function csnInstant(csn: string): string {
  const time = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)\.\d+Z#/.exec(csn);
  if (time === null) return csn;
  const [, year, month, day, hour, minute, second] = time;
  return `${year}-${month}-${day}T${hour}:${minute}:${second}Z`;
}
