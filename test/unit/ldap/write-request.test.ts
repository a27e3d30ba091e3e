import { ModifyDNRequest } from "ldapts";
import { expect, it } from "vitest";
import { writeRequest } from "../../../src/ldap/write-request.ts";

const renamed = (newDn: string): { rdn: string; parent: string } => {
  const request = writeRequest({ op: "rename", dn: "uid=an,ou=people,dc=vn", newDn, expects: [] }, 7);
  if (!(request instanceof ModifyDNRequest)) throw new TypeError("no rename");
  expect(request.messageId).toBe(7);
  return { rdn: request.newRdn, parent: request.newSuperior };
};

it("a rename names a parent only where it is another one, however it is spelled", () => {
  expect(renamed("uid=binh,ou=people,dc=vn")).toEqual({ rdn: "uid=binh", parent: "" });
  expect(renamed("uid=binh,OU=People,dc=VN")).toEqual({ rdn: "uid=binh", parent: "" });
  expect(renamed("uid=an,ou=agencies,dc=vn")).toEqual({ rdn: "uid=an", parent: "ou=agencies,dc=vn" });
});
