import { describe, expect, it } from "vitest";
import { whyNoAddress, whyNotWhole as whyNotWholeBeside } from "../../../src/ldap/whole-entries.ts";
import type { Attributes, ObservedEntry } from "../../../src/model/entry.ts";

const BASE = "ou=people,dc=x";

function account(
  uid: string,
  more: Readonly<Record<string, readonly string[] | undefined>> = {},
): ObservedEntry {
  const attributes = {
    objectClass: ["inetOrgPerson", "danhbaAccount"],
    uid: [uid],
    cn: ["A"],
    sn: ["A"],
    danhbaId: [uid],
    danhbaStatus: ["active"],
    mail: [`${uid}@x`],
    ...more,
  };
  return {
    dn: `uid=${uid},${BASE}`,
    entryUuid: `uuid-${uid}`,
    entryCsn: "1",
    attributes: Object.fromEntries(
      Object.entries(attributes).filter(([, values]) => values !== undefined),
    ) as Attributes,
  };
}

const whyNotWhole = (base: string, entries: readonly ObservedEntry[]) =>
  whyNotWholeBeside(base, entries, new Set());

const many = (count: number, more: Parameters<typeof account>[1] = {}) =>
  Array.from({ length: count }, (_, index) => account(`p${index}`, more));

describe("entries of a branch", () => {
  it("are whole when they hold what the server insists on, in any case of letters", () => {
    expect(whyNotWhole(BASE, [])).toBeNull();
    expect(whyNotWhole("OU=People,dc=x", many(3))).toBeNull();
    expect(whyNotWhole(BASE, [account("a", { objectClass: ["INETORGPERSON", "danhbaAccount"] })])).toBeNull();
  });

  it.each(["danhbaId", "danhbaStatus", "cn", "sn", "uid", "objectClass"])(
    "are not where %s is missing, which their classes or their name call for",
    (attribute) => {
      const odd = account("b", { [attribute]: undefined });
      expect(whyNotWhole(BASE, [account("a"), odd])).toEqual({
        result: "attributeHidden",
        base: BASE,
        dn: odd.dn,
        attribute,
      });
    },
  );

  it.each([
    ["entryUUID", { ...account("b"), entryUuid: "" }],
    ["entryCSN", { ...account("b"), entryCsn: "" }],
  ])("are not where %s is missing", (attribute, odd) => {
    expect(whyNotWhole(BASE, [odd])).toMatchObject({ result: "attributeHidden", attribute });
  });

  it("are not when one comes twice, or is not below the branch", () => {
    expect(whyNotWhole(BASE, [...many(3), account("p1")])).toMatchObject({ result: "entryRepeated" });
    const elsewhere = { ...account("a"), dn: "uid=a,ou=agencies,dc=x" };
    expect(whyNotWhole(BASE, [elsewhere])).toMatchObject({ result: "entryOutside", dn: elsewhere.dn });
    expect(whyNotWhole(BASE, [{ ...account("a"), dn: BASE }])).toMatchObject({ result: "entryOutside" });
  });

  it("are not when one stood in another branch a moment ago", () => {
    const seen = new Set(["uuid-a"]);
    expect(whyNotWholeBeside(BASE, [account("a")], seen)).toMatchObject({ result: "entryRepeated" });
  });

  it("of others may hide what they like, but for what danhba knows an entry by", () => {
    const foreign = account("a", { objectClass: ["inetOrgPerson"], cn: undefined, uid: undefined });
    expect(whyNotWhole(BASE, [foreign])).toBeNull();
  });
});

describe("addresses", () => {
  it("are hidden where twenty active accounts and more show none", () => {
    expect(whyNoAddress(BASE, many(20, { mail: undefined }))).toMatchObject({
      result: "attributeHidden",
      attribute: "mail",
    });
  });

  it.each([
    ["fewer: somebody may have taken them away", many(19, { mail: undefined })],
    ["one that shows its own", [...many(30, { mail: undefined }), account("a")]],
    ["accounts that have none any more", many(30, { mail: undefined, danhbaStatus: ["retained"] })],
    ["entries of others", many(30, { mail: undefined, objectClass: ["inetOrgPerson"] })],
    ["no entries", []],
  ])("are not with %s", (_what, entries) => {
    expect(whyNoAddress(BASE, entries)).toBeNull();
  });
});
