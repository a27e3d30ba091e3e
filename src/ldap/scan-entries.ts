/** All entries of a branch as stamps, page by page: much faster than as entries, and in bounded memory. */
import type { Client } from "ldapts";
import { dnKey } from "../model/entry.ts";
import { DanhbaError } from "../model/error.ts";
import type { MemberMarks } from "../plan/member-marks.ts";
import type { EntryStamp } from "../ports/directory-port.ts";
import { EntryReader, placeOf } from "./entry-reader.ts";
import { openStamps, STAMP_ATTRIBUTES } from "./open-stamps.ts";
import { PAGE_SIZE, readRawPages } from "./read-pages.ts";
import type { SeenIds } from "./seen-ids.ts";
import { AddressCount, namedBy, requiredBy } from "./whole-entries.ts";

const [CLASS, STATUS, MAIL] = [placeOf("objectClass"), placeOf("danhbaStatus"), placeOf("mail")];

/**
 * @throws DanhbaError LDAP_INCOMPLETE as `readPages` and `whyNotWhole` have it: the checks are the same as for entries;
 * the driver's error for any result code but success
 * @param seen entryUUIDs of other branches; those of this one are added
 */
export async function* scanBranch(
  client: Client,
  base: string,
  seen: SeenIds,
  marks: MemberMarks,
): AsyncGenerator<readonly EntryStamp[]> {
  const reader = new EntryReader();
  const stampNow = openStamps(reader, marks);
  const addresses = new AddressCount();
  const check = openCheck(reader, base, seen, addresses);
  const search = { attributes: STAMP_ATTRIBUTES, pageSize: PAGE_SIZE };
  yield* readRawPages(client, base, search, (message, start) => {
    reader.read(message, start);
    const stamp = stampNow();
    check(stamp);
    return stamp;
  });
  const dn = addresses.hiddenAt();
  if (dn !== null) throw incomplete({ result: "attributeHidden", base, dn, attribute: "mail" });
}

/** What `whyNotWhole` looks at, of the entry that `reader` holds. */
function openCheck(
  reader: EntryReader,
  base: string,
  seen: SeenIds,
  addresses: AddressCount,
): (stamp: EntryStamp) => void {
  const ending = `,${dnKey(base)}`;
  // Entries of one kind list their classes alike.
  const required = new Map<string, ReturnType<typeof requiredBy>>();
  const requiredNow = (): ReturnType<typeof requiredBy> => {
    const key = reader.classKey;
    const known = required.get(key);
    if (known !== undefined) return known;
    const names = requiredBy(reader.values(CLASS));
    required.set(key, names);
    return names;
  };
  const hiddenOf = ({ dn, entryUuid, entryCsn }: EntryStamp): string | null => {
    if (entryUuid === "") return "entryUUID";
    if (entryCsn === "") return "entryCSN";
    const needed = requiredNow();
    if (needed === null) return "objectClass";
    if (!needed.isOwn) return null;
    if (needed.isAccount && reader.first(STATUS) === "active") {
      addresses.add(dn, reader.has(MAIL));
    }
    const isHidden = (name: string) => !reader.has(placeOf(name));
    return namedBy(dn).find(isHidden) ?? needed.names.find(isHidden) ?? null;
  };
  return (stamp) => {
    const { dn, entryUuid } = stamp;
    if (!dnKey(dn).endsWith(ending)) throw incomplete({ result: "entryOutside", base, dn });
    const attribute = hiddenOf(stamp);
    if (attribute !== null) throw incomplete({ result: "attributeHidden", base, dn, attribute });
    if (!seen.add(entryUuid)) throw incomplete({ result: "entryRepeated", base, dn });
  };
}

const incomplete = (params: DanhbaError["params"]): DanhbaError => new DanhbaError("LDAP_INCOMPLETE", params);
