import { describe, expect, it } from "vitest";
import { diffAttributes } from "../../../src/plan/diff-attributes.ts";
import { aPerson, seen } from "./entries.ts";

const titles = (...title: string[]) => aPerson("1", "a", { managed: ["title"], attributes: { title } });

describe("diffAttributes", () => {
  it.each`
    case                             | was            | shall         | changes
    ${"the same values"}             | ${["x", "y"]}  | ${["x", "y"]} | ${[]}
    ${"another order"}               | ${["y", "x"]}  | ${["x", "y"]} | ${[]}
    ${"another value"}               | ${["x"]}       | ${["y"]}      | ${[["y"]]}
    ${"one more value"}              | ${["x"]}       | ${["x", "y"]} | ${[["x", "y"]]}
    ${"one value less"}              | ${["x", "y"]}  | ${["x"]}      | ${[["x"]]}
    ${"a new attribute"}             | ${[]}          | ${["x"]}      | ${[["x"]]}
    ${"an attribute that goes"}      | ${["x"]}       | ${[]}         | ${[[]]}
    ${"letter case only"}            | ${["a"]}       | ${["A"]}      | ${[["A"]]}
    ${"a value that stands twice"}   | ${["x", "y"]}  | ${["x", "x"]} | ${[["x", "x"]]}
    ${"composed against decomposed"} | ${["a\u0301"]} | ${["\u00e1"]} | ${[["\u00e1"]]}
  `("$case", ({ was, shall, changes }) => {
    const entry = titles(...shall);
    const diff = diffAttributes(entry, seen(entry, { title: was }));
    expect(diff.changes).toEqual(
      changes.map((values: string[]) => ({ type: "replace", attribute: "title", values })),
    );
    expect(diff.before).toEqual(changes.length === 0 ? {} : { title: was });
    expect(diff.after).toEqual(changes.length === 0 ? {} : { title: shall });
  });

  it("compares the DN of a password policy without regard to case, other values exactly", () => {
    const policy = "cn=administrators,ou=policies,dc=vn";
    const entry = aPerson("1", "a", {
      managed: ["pwdPolicySubentry"],
      attributes: { pwdPolicySubentry: [policy] },
    });
    const differing = (value: string) =>
      diffAttributes(entry, seen(entry, { pwdPolicySubentry: [value] })).changes.length;
    expect(differing("cn=Administrators,OU=policies,DC=vn")).toBe(0);
    expect(differing("cn=default,ou=policies,dc=vn")).toBe(1);
  });

  it("gives an entry that is taken over its id, if its classes can have one", () => {
    const entry = aPerson("1", "a", { managed: [] });
    const { changes } = diffAttributes(entry, seen(entry, { danhbaId: [] }));
    expect(changes).toEqual([{ type: "replace", attribute: "danhbaId", values: ["id-person:1"] }]);
    const { danhbaId: _id, ...attributes } = entry.attributes;
    expect(diffAttributes({ ...entry, attributes }, seen(entry, { danhbaId: [] })).changes).toEqual([]);
  });

  it("leaves attributes that are not managed alone", () => {
    const entry = titles("x");
    expect(diffAttributes(entry, seen(entry, { jpegPhoto: ["…"], cn: ["Other"] })).changes).toEqual([]);
  });

  it("adds missing object classes without regard to case and keeps the others", () => {
    const entry = { ...titles(), objectClasses: ["inetOrgPerson", "danhbaAccount"] };
    const { changes, after } = diffAttributes(
      entry,
      seen(entry, { objectClass: ["INETORGPERSON", "posixAccount"] }),
    );
    expect(changes).toEqual([{ type: "add", attribute: "objectClass", values: ["danhbaAccount"] }]);
    expect(after.objectClass).toEqual(["INETORGPERSON", "posixAccount", "danhbaAccount"]);
  });
});
