/** A person's entry: `uid=<local part>,ou=people` (design.md §4). */
import { type AccountStatus, type DesiredEntry, LOCKED_FOR_GOOD } from "../model/entry.ts";
import { FINDING_CODES, type Finding } from "../model/finding.ts";
import type { NamedPerson } from "../naming/name-batch.ts";
import { addressAttributes, type DesiredContext, entryDn, quotaOf } from "./context.ts";
import { danhbaId } from "./danhba-id.ts";
import { directoryText, distinctValues, listOf, presentOnly } from "./directory-text.ts";
import { policyAttributes, policyManaged } from "./password-policy.ts";
import { leavingReasons, stayingReasons } from "./person-reasons.ts";
import type { Retention } from "./retention.ts";
import type { Leaving, Staying } from "./sort-people.ts";

const OBJECT_CLASSES = ["inetOrgPerson", "inetLocalMailRecipient", "danhbaAccount"];
const NAME_ATTRIBUTES = ["cn", "displayName", "sn", "givenName"];
const OTHER_ATTRIBUTES = [
  "mail",
  "mailLocalAddress",
  "employeeNumber",
  "employeeType",
  "title",
  "o",
  "departmentNumber",
  "telephoneNumber",
  "preferredLanguage",
  "danhbaUnit",
  "danhbaMailQuota",
];

/** Digits with the signs people write between them; RFC 4517 telephone numbers refuse anything else. */
const PHONE = /^\+?[0-9][0-9 ().-]{2,31}$/;

export interface NamedStaying {
  readonly staying: Staying;
  readonly named: NamedPerson;
  readonly localPart: string;
  readonly status: AccountStatus;
  /** Document under which an operator decided the address. */
  readonly documentNo: string | null;
}

/** The entry of somebody who has, or gets, an account. */
export function personEntry(
  context: DesiredContext,
  { staying, named, localPart, status, documentNo }: NamedStaying,
): { entry: DesiredEntry; findings: Finding[] } {
  const { realm } = context;
  const { owner, person, posts, node } = staying;
  const quota = quotaOf(context, owner).bytes;
  const findings: Finding[] = [];
  const phone = directoryText(person.phone);
  if (phone !== null && !PHONE.test(phone)) {
    findings.push({ code: "BAD_VALUE", owner, params: { column: "phone", value: phone.slice(0, 80) } });
  }
  const titles = posts.all.flatMap(({ title }) => listOf(directoryText(title)));
  const { parsed } = named;
  const names =
    parsed === null
      ? {}
      : {
          cn: [parsed.display],
          displayName: [parsed.display],
          sn: [parsed.familyName],
          givenName: [parsed.givenName],
        };
  const attributes = presentOnly({
    uid: [localPart],
    ...names,
    ...addressAttributes(context, owner, localPart),
    employeeNumber: [person.id],
    employeeType: listOf(person.staffClass),
    title: distinctValues(titles),
    o: listOf(directoryText(node.root.name)),
    departmentNumber: distinctValues(posts.all.map(({ unitCode }) => unitCode)),
    telephoneNumber: phone !== null && PHONE.test(phone) ? [phone] : [],
    preferredLanguage: ["vi"],
    danhbaUnit: [node.unit.code],
    danhbaMailQuota: quota === null ? [] : [String(quota)],
    ...policyAttributes(context, owner),
  });
  const id = danhbaId(realm.id, owner);
  const entry: DesiredEntry = {
    owner,
    danhbaId: id,
    dn: entryDn(realm.suffix, "person", `uid=${localPart}`),
    parent: null,
    objectClasses: OBJECT_CLASSES,
    attributes: { ...attributes, danhbaId: [id], danhbaStatus: [status] },
    // An account whose name can no longer be read, or waits for a person's word, keeps the name it has.
    managed: [...(isNameClear(named) ? NAME_ATTRIBUTES : []), ...OTHER_ATTRIBUTES, ...policyManaged(context)],
    onCreate: status === "active" ? {} : { pwdAccountLockedTime: [LOCKED_FOR_GOOD] },
    status,
    references: {},
    reasons: stayingReasons(context, staying, localPart, documentNo),
  };
  return { entry, findings };
}

/**
 * The entry of somebody who has left: locked and out of every group; all else stays as it is for a return, but for
 * addresses, which end in their time.
 */
export function lockedEntry(
  context: DesiredContext,
  leaving: Leaving,
  status: AccountStatus,
  retention: Retention,
): DesiredEntry {
  const { realm } = context;
  const { owner, localPart } = leaving;
  const id = danhbaId(realm.id, owner);
  const addresses = status === "retained" ? {} : addressAttributes(context, owner, localPart);
  return {
    owner,
    danhbaId: id,
    dn: entryDn(realm.suffix, "person", `uid=${localPart}`),
    parent: null,
    objectClasses: OBJECT_CLASSES,
    attributes: presentOnly({ danhbaId: [id], danhbaStatus: [status], ...addresses }),
    managed: ["mail", "mailLocalAddress"],
    onCreate: {},
    status,
    references: {},
    reasons: leavingReasons(context, leaving, retention),
  };
}

const isNameClear = ({ parsed, notes }: NamedPerson): boolean =>
  parsed !== null && notes.every(({ code }) => FINDING_CODES[code] === "note");
