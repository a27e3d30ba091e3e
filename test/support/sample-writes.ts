/** Writes as danhba makes them, for tests of the directory adapter. */
import type { Assertion, Operation } from "../../src/model/change.ts";
import { type Attributes, BRANCHES } from "../../src/model/entry.ts";

export interface SampleWrites {
  readonly personDn: (uid: string) => string;
  readonly groupDn: (name: string) => string;
  readonly unitDn: (code: string, parent?: string) => string;
  readonly addPerson: (uid: string, more?: Attributes) => Operation;
  readonly addGroup: (name: string) => Operation;
  readonly addUnit: (code: string, parent?: string) => Operation;
  readonly rename: (dn: string, newDn: string) => Operation;
  readonly remove: (dn: string, expects?: readonly Assertion[]) => Operation;
  readonly replace: (
    dn: string,
    attribute: string,
    values: readonly string[],
    expects?: readonly Assertion[],
  ) => Operation;
  /** Takes members out of a group and puts others in. */
  readonly swap: (group: string, out: readonly string[], into: readonly string[]) => Operation;
}

export function sampleWrites(suffix: string): SampleWrites {
  const units = `${BRANCHES.unit},${suffix}`;
  const personDn = (uid: string): string => `uid=${uid},${BRANCHES.person},${suffix}`;
  const groupDn = (name: string): string => `cn=${name},${BRANCHES.group},${suffix}`;
  const unitDn = (code: string, parent = units): string => `danhbaUnit=${code},${parent}`;
  const members = (uids: readonly string[]): string[] => uids.map(personDn);
  return {
    personDn,
    groupDn,
    unitDn,
    addPerson: (uid, more = {}) => ({
      op: "add",
      dn: personDn(uid),
      attributes: {
        objectClass: ["inetOrgPerson", "inetLocalMailRecipient", "danhbaAccount"],
        uid: [uid],
        cn: [`Người ${uid}`],
        sn: ["Người"],
        mail: [`${uid}@soctrang.gov.vn`],
        danhbaId: [uid],
        danhbaStatus: ["active"],
        ...more,
      },
    }),
    addGroup: (name) => ({
      op: "add",
      dn: groupDn(name),
      attributes: {
        objectClass: ["groupOfNames", "danhbaGroup"],
        cn: [name],
        danhbaId: [name],
        member: [`cn=nobody,ou=services,${suffix}`],
      },
    }),
    addUnit: (code, parent) => ({
      op: "add",
      dn: unitDn(code, parent),
      attributes: {
        objectClass: ["organizationalUnit", "danhbaOrgUnit"],
        ou: [code],
        danhbaUnit: [code],
        danhbaId: [code],
      },
    }),
    rename: (dn, newDn) => ({ op: "rename", dn, newDn, expects: [] }),
    remove: (dn, expects = []) => ({ op: "delete", dn, expects }),
    replace: (dn, attribute, values, expects = []) => ({
      op: "modify",
      dn,
      changes: [{ type: "replace", attribute, values }],
      expects,
    }),
    swap: (group, out, into) => ({
      op: "modify",
      dn: groupDn(group),
      changes: [
        ...(out.length === 0 ? [] : [{ type: "delete", attribute: "member", values: members(out) } as const]),
        { type: "add", attribute: "member", values: members(into) },
      ],
      expects: [],
    }),
  };
}
