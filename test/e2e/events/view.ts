/** What a realm holds, told in lines short enough for a table. */
import type { LogRecord } from "../../../src/changelog/record.ts";
import { danhbaId } from "../../../src/desired/danhba-id.ts";
import type { Owner } from "../../../src/model/owner.ts";
import type { ProfileId, RealRealm } from "../../support/real-realm.ts";
import { type Seen, seeAll } from "../directory-view.ts";

/**
 * Subject of a table → what is seen of it.
 * - `P01@B`, the account of a person (that at agency B: only in Bình Thuận each agency's is one of its own):
 *   `active lthoa +alias in group …`, `retained lthoa, no mail`, `none`
 * - `box:B`, the mailbox of a unit: `active stttt +alias held by P01 …`
 * - `unit:B1`: `active below B`
 * - `group:heads`: `P01 P02`, or `nobody`
 * - any of them with an attribute, `P01@B.cn`: its values
 */
export type Sights = Readonly<Record<string, string>>;

/** Where a person's accounts are one per agency, the owner names the agency too. */
const ownerOf = (profile: ProfileId, subject: string): Owner => {
  const [kind = "", code] = subject.split(":");
  if (code !== undefined) return `${kind === "box" ? "agency" : kind}:${code}` as Owner;
  return `person:${profile === "binhthuan" ? subject : subject.replace(/@.*/, "")}`;
};

/** A line of the table as the profile has it. */
export const asIn = (profile: ProfileId, line: string): string =>
  profile === "binhthuan" ? line : line.replaceAll(/(P\d+)@\w+/g, "$1");

export interface Directory {
  readonly see: (subjects: readonly string[]) => Sights;
  /** Null when there is no such entry. */
  readonly entryOf: (subject: string) => Seen | null;
  /** Those of the subjects that are there. */
  readonly uuidsOf: (subjects: readonly string[]) => Sights;
}

export async function look(realm: RealRealm): Promise<Directory> {
  const all = await seeAll(realm);
  const byId = new Map([...all.values()].map((seen) => [seen.danhbaId?.[0], seen]));
  const entryOf = (subject: string) =>
    byId.get(danhbaId(realm.id, ownerOf(realm.id, subject.replace(/\.\w+$/, "")))) ?? null;
  const idOf = (dn: string) => all.get(dn)?.employeeNumber?.[0] ?? (dn.startsWith("cn=nobody,") ? null : dn);
  const peopleAt = (dns: readonly string[]) =>
    dns
      .map(idOf)
      .filter((id) => id !== null)
      .toSorted()
      .join(" ") || "nobody";
  const groupsOf = (dn: string) =>
    [...all.values()]
      .filter(({ member }) => member?.includes(dn))
      .flatMap(({ cn }) => cn ?? [])
      .toSorted();

  const tell = (subject: string): string => {
    const seen = entryOf(subject);
    if (seen === null) return "none";
    const attribute = /\.(\w+)$/.exec(subject)?.[1];
    if (attribute !== undefined) return (seen[attribute] ?? []).join(", ");
    const dn = seen.dn[0] ?? "";
    if (subject.startsWith("group:")) return peopleAt(seen.member ?? []);
    const state = seen.danhbaStatus?.[0] ?? "stateless";
    if (subject.startsWith("unit:")) {
      const above = /^[^,]+,danhbaUnit=([^,]+),/i.exec(dn)?.[1];
      return above === undefined ? state : `${state} below ${above}`;
    }
    const isBox = subject.startsWith("box:");
    const name = `${lockOf(seen)}${state} ${addressesOf(seen, isBox ? realm.agencyDomain : realm.domain)}`;
    if (isBox) return `${name} held by ${peopleAt(seen.roleOccupant ?? [])}`;
    const groups = groupsOf(dn);
    return groups.length === 0 ? name : `${name} in ${groups.join(" ")}`;
  };
  return {
    entryOf,
    uuidsOf: (subjects) =>
      Object.fromEntries(
        subjects.flatMap((subject) => {
          const uuid = entryOf(subject)?.entryUUID?.[0];
          return uuid === undefined ? [] : [[subject, uuid]];
        }),
      ),
    see: (subjects) => Object.fromEntries(subjects.map((subject) => [subject, tell(subject)])),
  };
}

/** Nothing where the lock is as the state wants it; portals and the server see the lock, not the state. */
function lockOf({ danhbaStatus, pwdAccountLockedTime }: Seen): string {
  const isLocked = pwdAccountLockedTime !== undefined;
  if (isLocked === (danhbaStatus?.[0] !== "active")) return "";
  return isLocked ? "LOCKED " : "UNLOCKED ";
}

/** uid, `mail` where it is another name, and the earlier addresses; all in the realm's domain. */
function addressesOf({ dn, uid, mail, mailLocalAddress }: Seen, domain: string): string {
  const bare = (address: string) =>
    address.endsWith(`@${domain}`) ? address.slice(0, -domain.length - 1) : address;
  const name = uid?.[0] ?? "";
  const isNamed = dn[0]?.startsWith(`uid=${name},ou=`) === true;
  const mails = (mail ?? []).map(bare);
  const isPlain = mails.length === 1 && mails[0] === name;
  const aliases = (mailLocalAddress ?? []).map((address) => ` +${bare(address)}`).toSorted();
  return [
    isNamed ? name : `${name} at ${dn[0]}`,
    isPlain ? "" : mails.length === 0 ? ", no mail" : ` mail ${mails.join(" ")}`,
    ...aliases,
  ].join("");
}

/** `P01@B create PERSON_HIRED Đ.4.1 101/QĐ`: whose, kind, reason, clause, decision. */
export function logLine({ owner, kind, reason, clause, decisionNo }: LogRecord): string {
  return [subjectOf(owner), kind, reason, clause, decisionNo ?? "-"].join(" ");
}

/** An owner as the tables call it. */
export const subjectOf = (owner: string): string => owner.replace(/^person:/, "").replace(/^agency:/, "box:");
