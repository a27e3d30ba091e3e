import { expect, it } from "vitest";
import { WRITTEN_ATTRIBUTES } from "../../../src/ldap/attributes.ts";
import { unintroducedType } from "../../../src/ldap/introduce-types.ts";
import type { Operation } from "../../../src/model/change.ts";

const add = (attributes: Record<string, string[]>): Operation => ({ op: "add", dn: "cn=x", attributes });
const modify = (attribute: string): Operation => ({
  op: "modify",
  dn: "cn=x",
  changes: [{ type: "add", attribute, values: ["x"] }],
  expects: [],
});

it("every attribute that danhba writes is introduced to the server, in any spelling", () => {
  expect(unintroducedType(WRITTEN_ATTRIBUTES.map(modify))).toBeNull();
  expect(unintroducedType([add({ objectClass: ["x"], UID: ["x"] }), modify("MAIL")])).toBeNull();
  expect(unintroducedType([{ op: "delete", dn: "jpegPhoto=x", expects: [] }])).toBeNull();
});

it("one that is not is found, in an addition and in a change", () => {
  expect(unintroducedType([modify("mail"), add({ uid: ["x"], jpegPhoto: ["x"] })])).toBe("jpegPhoto");
  expect(unintroducedType([modify("description"), modify("pager")])).toBe("pager");
});
