/**
 * What danhba's account may do in a branch, found out without writing anything:
 *
 * | tried                                           | granted            | denied |
 * |-------------------------------------------------|--------------------|--------|
 * | renaming an entry that there is not             | 32 noSuchObject    | 50     |
 * | taking a value away from an entry that lacks it | 16 noSuchAttribute | 50     |
 *
 * The first is the right to add to and delete from the branch: slapd looks at the parent before the entry. Two other
 * ways were measured on 2.5.13 and will not do. An assertion that is false is answered before the rights are looked
 * at. An add under the no-op control shows the rights, but numbers attributes that the database then does not have:
 * later entries are stored with wrong attributes and cannot be read.
 */
import { randomUUID } from "node:crypto";
import {
  Attribute,
  Change,
  type Client,
  InsufficientAccessError,
  NoSuchAttributeError,
  NoSuchObjectError,
  ResultCodeError,
} from "ldapts";
import { BRANCHES } from "../model/entry.ts";
import type { OwnerKind } from "../model/owner.ts";
import type { DirectoryFacts, Permission } from "../ports/doctor-port.ts";

type Rights = DirectoryFacts["rights"][OwnerKind];

/** What danhba changes, one for each rule of access, with a value that no entry has. */
const ACCOUNT_CHANGES: readonly (readonly [attribute: string, value: string])[] = [
  ["danhbaStatus", "none-such"],
  ["userPassword", "{CRYPT}none-such"],
  ["pwdAccountLockedTime", "19000101000000Z"],
];
const CHANGES: Readonly<Record<OwnerKind, typeof ACCOUNT_CHANGES>> = {
  person: ACCOUNT_CHANGES,
  agency: ACCOUNT_CHANGES,
  unit: [["description", "none-such"]],
  group: [["member", "cn=none-such"]],
  policy: [["pwdMinLength", "4711"]],
};
/** Entries that danhba keeps; those of others may have other rights. */
const KEPT: Readonly<Record<OwnerKind, string>> = {
  person: "(objectClass=danhbaAccount)",
  agency: "(objectClass=danhbaAccount)",
  unit: "(objectClass=danhbaOrgUnit)",
  group: "(objectClass=danhbaGroup)",
  policy: "(&(objectClass=pwdPolicy)(cn=default))",
};

/** Throws the driver's error when the server cannot be asked. */
export async function tryRights(client: Client, suffix: string, kind: OwnerKind): Promise<Rights> {
  const branch = `${BRANCHES[kind]},${suffix}`;
  const add = await tryChildren(client, branch);
  const sample = await anyEntry(client, branch, KEPT[kind]);
  const denied: string[] = add === "denied" ? ["add, delete"] : [];
  let change: Permission = sample === null ? "unseen" : "granted";
  for (const [attribute, value] of sample === null ? [] : CHANGES[kind]) {
    const seen = await tryChange(client, sample ?? "", attribute, value);
    if (seen === "denied") denied.push(attribute);
    if (seen === "denied" || (seen === "unseen" && change === "granted")) change = seen;
  }
  return { add, change, denied: denied.join(", ") };
}

async function tryChildren(client: Client, branch: string): Promise<Permission> {
  const name = `danhba-doctor-${randomUUID()}`;
  try {
    // Without a new parent slapd asks for both rights, to add and to delete.
    await client.modifyDN(`cn=${name},${branch}`, `cn=${name}-2`);
  } catch (error) {
    return permissionBehind(error, NoSuchObjectError);
  }
  return "unseen";
}

async function tryChange(client: Client, dn: string, type: string, value: string): Promise<Permission> {
  const modification = new Attribute({ type, values: [value] });
  try {
    await client.modify(dn, new Change({ operation: "delete", modification }));
  } catch (error) {
    return permissionBehind(error, NoSuchAttributeError);
  }
  return "unseen";
}

/** The server's no is a fact; that it could not be asked is a fault. */
function permissionBehind(
  error: unknown,
  granted: typeof NoSuchAttributeError | typeof NoSuchObjectError,
): Permission {
  if (error instanceof granted) return "granted";
  if (error instanceof InsufficientAccessError) return "denied";
  if (error instanceof ResultCodeError) return "unseen";
  throw error;
}

async function anyEntry(client: Client, base: string, filter: string): Promise<string | null> {
  try {
    const { searchEntries } = await client.search(base, {
      scope: "children",
      filter,
      sizeLimit: 1,
      attributes: ["1.1"],
    });
    return searchEntries[0]?.dn ?? null;
  } catch (error) {
    if (error instanceof ResultCodeError) return null; // no branch, or none to be seen: told elsewhere
    throw error;
  }
}
