/** Whether what a directory showed of its entries can be all that there is of them. */
import { type Attributes, dnKey, type ObservedEntry } from "../model/entry.ts";
import type { Params } from "../model/finding.ts";

/**
 * What the server itself insists on, by object class (RFC 4519, RFC 2798, docker/openldap/danhba.ldif): an entry
 * that lacks one of these has it, and does not show it. `userPassword` is never shown.
 */
const MUST: Readonly<Record<string, readonly string[]>> = {
  inetorgperson: ["cn", "sn"],
  organizationalunit: ["ou"],
  groupofnames: ["member"],
  pwdpolicy: ["pwdAttribute"],
  danhbaaccount: ["danhbaId", "danhbaStatus"],
  danhbaorgunit: ["danhbaId", "danhbaUnit"],
  danhbagroup: ["danhbaId"],
  danhbapolicy: ["danhbaId"],
};

/** One account may have lost its address by hand; where so many have none at all, addresses cannot be read. */
const MANY = 20;

/**
 * Why these entries of a branch cannot be taken for what the directory holds; null where nothing speaks against it.
 * `result` is `entryOutside`, `entryRepeated` or `attributeHidden`; `dn` an entry that shows it.
 * @param seen entryUUIDs of other branches; those of this one are added
 */
export function whyNotWhole(
  base: string,
  entries: readonly ObservedEntry[],
  seen: Set<string>,
): Params | null {
  const ending = `,${dnKey(base)}`;
  for (const entry of entries) {
    const { dn, entryUuid } = entry;
    if (!dnKey(dn).endsWith(ending)) return { result: "entryOutside", base, dn };
    const attribute = hiddenOf(entry);
    if (attribute !== null) return { result: "attributeHidden", base, dn, attribute };
    if (seen.has(entryUuid)) return { result: "entryRepeated", base, dn };
    seen.add(entryUuid);
  }
  return null;
}

/** The same of all addresses at once, where `entries` are all that there are. */
export function whyNoAddress(base: string, entries: readonly ObservedEntry[]): Params | null {
  const accounts = entries.filter(
    ({ attributes }) => hasClass(attributes, "danhbaaccount") && attributes.danhbaStatus?.[0] === "active",
  );
  const [first] = accounts;
  if (first === undefined || accounts.length < MANY) return null;
  if (accounts.some(({ attributes }) => attributes.mail !== undefined)) return null;
  return { result: "attributeHidden", base, dn: first.dn, attribute: "mail" };
}

function hiddenOf({ dn, entryUuid, entryCsn, attributes }: ObservedEntry): string | null {
  if (entryUuid === "") return "entryUUID";
  if (entryCsn === "") return "entryCSN";
  const classes = (attributes.objectClass ?? []).map((name) => name.toLowerCase());
  if (classes.length === 0) return "objectClass";
  // What others keep here, and whom they show it, is their business.
  const isOwn = classes.some((name) => name.startsWith("danhba"));
  const required = isOwn ? [...namedBy(dn), ...classes.flatMap((name) => MUST[name] ?? [])] : [];
  return required.find((name) => attributes[name] === undefined) ?? null;
}

/** The attribute of the RDN is in the entry, whatever its classes are. */
const namedBy = (dn: string): string[] =>
  ["uid", "cn", "danhbaUnit"].filter((name) => dnKey(dn).startsWith(`${name.toLowerCase()}=`));

const hasClass = ({ objectClass = [] }: Attributes, wanted: string): boolean =>
  objectClass.some((name) => name.toLowerCase() === wanted);
