/** Whether what a directory showed of its entries can be all that there is of them. */
import { dnKey, type ObservedEntry } from "../model/entry.ts";
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
 * @param isAsked whether the server was asked for an attribute; for all of them without it
 */
export function whyNotWhole(
  base: string,
  entries: readonly ObservedEntry[],
  seen: Set<string>,
  isAsked: (attribute: string) => boolean = () => true,
): Params | null {
  const ending = `,${dnKey(base)}`;
  for (const entry of entries) {
    const { dn, entryUuid } = entry;
    if (!dnKey(dn).endsWith(ending)) return { result: "entryOutside", base, dn };
    const attribute = hiddenOf(entry, isAsked);
    if (attribute !== null) return { result: "attributeHidden", base, dn, attribute };
    if (seen.has(entryUuid)) return { result: "entryRepeated", base, dn };
    seen.add(entryUuid);
  }
  return null;
}

/** The same of all addresses at once, where `entries` are all that there are. */
export function whyNoAddress(base: string, entries: readonly ObservedEntry[]): Params | null {
  const count = new AddressCount();
  for (const { dn, attributes } of entries) {
    const isActive = attributes.danhbaStatus?.[0] === "active";
    if (isActive && requiredBy(attributes.objectClass ?? [])?.isAccount === true) {
      count.add(dn, attributes.mail !== undefined);
    }
  }
  const dn = count.hiddenAt();
  return dn === null ? null : { result: "attributeHidden", base, dn, attribute: "mail" };
}

/** Active accounts of a branch, counted by whether they show an address. */
export class AddressCount {
  #accounts = 0;
  #first = "";
  #isShown = false;

  add(dn: string, hasAddress: boolean): void {
    if (this.#accounts === 0) this.#first = dn;
    this.#accounts += 1;
    this.#isShown ||= hasAddress;
  }

  /** DN of the first of them where addresses must be hidden, else null. */
  hiddenAt(): string | null {
    return this.#accounts < MANY || this.#isShown ? null : this.#first;
  }
}

function hiddenOf(
  { dn, entryUuid, entryCsn, attributes }: ObservedEntry,
  isAsked: (attribute: string) => boolean,
): string | null {
  if (entryUuid === "") return "entryUUID";
  if (entryCsn === "") return "entryCSN";
  const required = requiredBy(attributes.objectClass ?? []);
  if (required === null) return "objectClass";
  const isHidden = (name: string) => isAsked(name) && attributes[name] === undefined;
  return (required.isOwn ? [...namedBy(dn), ...required.names] : []).find(isHidden) ?? null;
}

/** What entries of these classes must hold besides what names them; null without any class. */
export function requiredBy(
  objectClasses: readonly string[],
): { readonly isOwn: boolean; readonly isAccount: boolean; readonly names: readonly string[] } | null {
  if (objectClasses.length === 0) return null;
  const classes = objectClasses.map((name) => name.toLowerCase());
  // What others keep here, and whom they show it, is their business.
  const isOwn = classes.some((name) => name.startsWith("danhba"));
  const names = isOwn ? classes.flatMap((name) => MUST[name] ?? []) : [];
  return { isOwn, isAccount: classes.includes("danhbaaccount"), names };
}

/** The attribute of the RDN is in the entry, whatever its classes are. */
export const namedBy = (dn: string): string[] =>
  ["uid", "cn", "danhbaUnit"].filter((name) => dnKey(dn).startsWith(`${name.toLowerCase()}=`));
