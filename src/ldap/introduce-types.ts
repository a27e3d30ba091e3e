/**
 * Makes the database know every attribute that danhba writes, before the first transaction.
 *
 * back-mdb numbers an attribute when the first entry with it is stored. When a transaction is refused, the numbers that
 * it gave out are taken back on disk and stay in memory (seen on 2.5.13, and in the source up to 2.6): entries that are
 * stored afterwards hold attributes without a name and cannot be read any more. A transaction that gives out no
 * numbers can be refused as often as it likes. So one entry with all of these attributes is added and deleted again,
 * by plain writes; the numbers stay.
 */
import { AddRequest, Attribute, type Client, Control, DeleteRequest, StatusCodeParser } from "ldapts";
import type { Operation } from "../model/change.ts";
import { BRANCHES, UNUSABLE_PASSWORD } from "../model/entry.ts";
import { WRITTEN_ATTRIBUTES } from "./attributes.ts";
import { senderOf } from "./driver-sender.ts";

const NAME = "danhba-types";
const NO_SUCH_OBJECT = 32;

/** Values for attributes whose syntax is not a text of any kind; of the DN of danhba's own account for DNs. */
const A_DN = ["member", "roleOccupant", "pwdPolicySubentry"];
const VALUES: Readonly<Record<string, string>> = {
  danhbaMailQuota: "1",
  telephoneNumber: "0",
  preferredLanguage: "vi",
  userPassword: UNUSABLE_PASSWORD,
  pwdAccountLockedTime: "20000101000000Z",
  pwdChangedTime: "20000101000000Z",
  pwdHistory: `20000101000000Z#1.3.6.1.4.1.1466.115.121.1.40#8#${UNUSABLE_PASSWORD}`,
  pwdReset: "FALSE",
  pwdAttribute: "userPassword",
  pwdMinLength: "0",
  pwdMaxAge: "0",
  pwdExpireWarning: "0",
  pwdInHistory: "0",
  pwdCheckQuality: "0",
  pwdLockout: "FALSE",
  pwdMaxFailure: "0",
  pwdFailureCountInterval: "0",
  pwdLockoutDuration: "0",
  pwdGraceAuthNLimit: "0",
  pwdMustChange: "FALSE",
  pwdAllowUserChange: "TRUE",
};

/** What the password policy overlay adds to a write of a password by itself. */
const ADDED_BY_SERVER = ["pwdChangedTime", "pwdHistory"];

/** Allows attributes that users may not modify, to those who may manage the entry. */
const RELAX_OID = "1.3.6.1.4.1.4203.666.5.12";

/**
 * For some milliseconds there is `cn=danhba-types` among the password policies, where nobody looks for accounts.
 * @returns the driver's error where the server refuses that: no transaction is safe then. Throws the driver's error
 * where the connection failed.
 */
export async function introduceTypes(
  client: Client,
  { suffix, bindDn }: { readonly suffix: string; readonly bindDn: string },
): Promise<Error | null> {
  const sender = senderOf(client);
  const dn = `cn=${NAME},${BRANCHES.policy},${suffix}`;
  const removed = async (): Promise<Error | null> => {
    const answer = await sender._send(new DeleteRequest({ messageId: sender._nextMessageId(), dn }));
    const isGone = answer?.status === 0 || answer?.status === NO_SUCH_OBJECT;
    return isGone ? null : StatusCodeParser.parse(answer);
  };
  const left = await removed(); // by a process that ended between the two writes
  if (left !== null) return left;
  const attributes = [
    new Attribute({ type: "objectClass", values: ["applicationProcess", "extensibleObject"] }),
    ...[...WRITTEN_ATTRIBUTES, ...ADDED_BY_SERVER].map(
      (type) => new Attribute({ type, values: [A_DN.includes(type) ? bindDn : (VALUES[type] ?? NAME)] }),
    ),
  ];
  const controls = [new Control(RELAX_OID, { critical: true })];
  const messageId = sender._nextMessageId();
  const added = await sender._send(new AddRequest({ messageId, dn, attributes, controls }));
  return added?.status === 0 ? await removed() : StatusCodeParser.parse(added);
}

const INTRODUCED = new Set(["objectclass", ...WRITTEN_ATTRIBUTES.map((name) => name.toLowerCase())]);

/** The first attribute of these writes that `introduceTypes` does not introduce; null: there is none. */
export function unintroducedType(operations: readonly Operation[]): string | null {
  const names = operations.flatMap((operation) => {
    if (operation.op === "add") return Object.keys(operation.attributes);
    return operation.op === "modify" ? operation.changes.map(({ attribute }) => attribute) : [];
  });
  return names.find((name) => !INTRODUCED.has(name.toLowerCase())) ?? null;
}
