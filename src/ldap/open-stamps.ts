/** What is compared of an entry, from its bytes: a stamp. */
import { hash } from "node:crypto";
import { LOCKED_FOR_GOOD } from "../model/entry.ts";
import { isUnhashed } from "../plan/entry-hash.ts";
import type { MemberMarks } from "../plan/member-marks.ts";
import type { EntryStamp } from "../ports/directory-port.ts";
import { READ_ATTRIBUTES } from "./attributes.ts";
import { type EntryReader, placeOf } from "./entry-reader.ts";

/** In order of their names, as `entryHash` takes them. */
const HASHED = READ_ATTRIBUTES.filter(
  (name) => !isUnhashed(name) && name !== "entryUUID" && name !== "entryCSN",
)
  .sort()
  .map((name) => ({ name: Buffer.from(name), place: placeOf(name) }));

/** What a scan asks the server for. */
export const STAMP_ATTRIBUTES: readonly string[] = [
  ...HASHED.map(({ name }) => String(name)),
  "entryUUID",
  "entryCSN",
  "member",
];

const [UUID, CSN, MEMBER] = [placeOf("entryUUID"), placeOf("entryCSN"), placeOf("member")];
const [ID, LOCK] = [placeOf("danhbaId"), placeOf("pwdAccountLockedTime")];

/** Bytes that the hashed part of nearly every entry fits in. */
const ROOM = 4096;

/** @returns what makes a stamp of the entry that `reader` holds; what the server did not show is empty in it */
export function openStamps(reader: EntryReader, marks: MemberMarks): () => EntryStamp {
  let form = Buffer.allocUnsafe(ROOM);
  let filled = 0;
  const append = (bytes: Buffer, from: number, to: number): void => {
    if (filled + to - from > form.length) form = Buffer.concat([form], 2 * (filled + to - from));
    bytes.copy(form, filled, from, to);
    filled += to - from;
  };
  /** What `entryHash` makes, which is the same function over text. */
  const hashOf = (): string => {
    filled = 0;
    for (const { name, place } of HASHED) {
      if (!reader.has(place)) continue;
      if (place === LOCK && !reader.values(LOCK).includes(LOCKED_FOR_GOOD)) continue;
      append(name, 0, name.length);
      const values = encodedValues(reader, place);
      if (values === null) {
        const { message, begin, end } = reader.region(place);
        append(message, begin, end);
      } else {
        for (const value of values.sort((a, b) => a.compare(b))) append(value, 0, value.length);
      }
    }
    return hash("sha256", form.subarray(0, filled));
  };
  const sumOf = (): EntryStamp["members"] => {
    if (!reader.has(MEMBER)) return null;
    const sum = marks.openSum();
    reader.eachValue(MEMBER, (message, start, end) => sum.addBytes(message, start, end));
    return sum.total();
  };
  return () => ({
    dn: reader.dn,
    entryUuid: reader.first(UUID),
    entryCsn: reader.first(CSN),
    danhbaId: reader.has(ID) ? reader.first(ID) : null,
    hash: hashOf(),
    members: sumOf(),
  });
}

/** Each with its head; null where there is one alone, which needs no order. */
function encodedValues(reader: EntryReader, place: number): Buffer[] | null {
  const { message, begin, end: last } = reader.region(place);
  let from = begin;
  let values: Buffer[] | null = null;
  reader.eachValue(place, (_message, _start, end) => {
    if (values === null && end === last) return;
    values ??= [];
    values.push(message.subarray(from, end));
    from = end;
  });
  return values;
}
