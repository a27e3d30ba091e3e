/** A person's entry: `uid=<local part>,ou=people` (design.md §4). */
import type { Reason, ReasonCode } from "../model/change.ts";
import { type AccountStatus, type DesiredEntry, LOCKED_FOR_GOOD } from "../model/entry.ts";
import type { FeedPerson } from "../model/feed.ts";
import { FINDING_CODES, type Finding } from "../model/finding.ts";
import { personOwner } from "../model/owner.ts";
import type { NamedPerson } from "../naming/name-batch.ts";
import { LIFE } from "./account-life.ts";
import { addressAttributes, type DesiredContext, entryDn } from "./context.ts";
import { danhbaId } from "./danhba-id.ts";
import { directoryText, distinctValues, listOf, presentOnly } from "./directory-text.ts";
import type { Posts } from "./posts.ts";
import type { UnitNode } from "./unit-tree.ts";

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

export interface PersonFacts {
  readonly person: FeedPerson;
  readonly posts: Posts;
  /** The unit of the primary post. */
  readonly node: UnitNode;
  readonly named: NamedPerson;
  readonly localPart: string;
  readonly status: AccountStatus;
  /** Document under which an operator decided the address. */
  readonly documentNo: string | null;
}

/** The entry of somebody who has, or gets, an account. */
export function personEntry(
  context: DesiredContext,
  facts: PersonFacts,
): { entry: DesiredEntry; findings: Finding[] } {
  const { realm, profile } = context;
  const { person, posts, node, named, localPart, status } = facts;
  const owner = personOwner(person.id);
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
    danhbaMailQuota: profile.limits.quotaBytes === null ? [] : [String(profile.limits.quotaBytes)],
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
    managed: isNameClear(named) ? [...NAME_ATTRIBUTES, ...OTHER_ATTRIBUTES] : OTHER_ATTRIBUTES,
    onCreate: status === "active" ? {} : { pwdAccountLockedTime: [LOCKED_FOR_GOOD] },
    status,
    references: {},
    reasons: personReasons(context, facts),
  };
  return { entry, findings };
}

/** The entry of somebody who has left: locked and out of every group; all else stays as it is for a return. */
export function leaverEntry(context: DesiredContext, person: FeedPerson, localPart: string): DesiredEntry {
  const { realm, profile } = context;
  const owner = personOwner(person.id);
  const id = danhbaId(realm.id, owner);
  const { decisionNo } = person;
  const reason = (code: ReasonCode): Reason => ({
    code,
    params: { status: person.status },
    clause: profile.clauses.disable,
    decisionNo,
  });
  return {
    owner,
    danhbaId: id,
    dn: entryDn(realm.suffix, "person", `uid=${localPart}`),
    parent: null,
    objectClasses: OBJECT_CLASSES,
    attributes: { danhbaId: [id], danhbaStatus: ["disabled"] },
    managed: [],
    onCreate: {},
    status: "disabled",
    references: {},
    reasons: {
      disable: reason(LIFE[person.status].reason),
      modify: reason(LIFE[person.status].reason),
      rename: reason("ADDRESS_CHANGED"),
      group: reason("MEMBERSHIP_CHANGED"),
    },
  };
}

const isNameClear = ({ parsed, notes }: NamedPerson): boolean =>
  parsed !== null && notes.every(({ code }) => FINDING_CODES[code] === "note");

function personReasons(
  { profile }: DesiredContext,
  { person, posts, localPart, documentNo }: PersonFacts,
): DesiredEntry["reasons"] {
  const { clauses } = profile;
  const ofPerson = person.decisionNo;
  const ofPost = posts.primary?.decisionNo ?? ofPerson;
  const ofAddress = documentNo ?? ofPerson;
  const unit = posts.primary?.unitCode ?? "";
  const life = LIFE[person.status].reason;
  return {
    create: {
      code: "PERSON_HIRED",
      params: { unit, localPart },
      clause: clauses.create,
      decisionNo: documentNo ?? ofPost,
    },
    modify: { code: "PERSON_CHANGED", params: {}, clause: clauses.modify, decisionNo: ofPerson },
    transfer: { code: "PERSON_TRANSFERRED", params: { unit }, clause: clauses.transfer, decisionNo: ofPost },
    rename: { code: "ADDRESS_CHANGED", params: { localPart }, clause: clauses.rename, decisionNo: ofAddress },
    suspend: { code: life, params: { status: person.status }, clause: clauses.suspend, decisionNo: ofPerson },
    restore: { code: "PERSON_RETURNED", params: {}, clause: clauses.restore, decisionNo: ofPerson },
    group: { code: "MEMBERSHIP_CHANGED", params: {}, clause: clauses.modify, decisionNo: ofPost },
  };
}
