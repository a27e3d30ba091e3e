import { describe, expect, it } from "vitest";
import { LOCKED_FOR_GOOD } from "../../../src/model/entry.ts";
import { entryHash } from "../../../src/plan/entry-hash.ts";

const ENTRY = { cn: ["Lê Thị Hoa"], mail: ["a@x", "b@x"] };
const hash = (attributes: Readonly<Record<string, readonly string[]>>): string => entryHash({ attributes });

describe("the hash of an entry", () => {
  it("is the same in any order of names and values", () => {
    expect(hash({ mail: ["b@x", "a@x"], cn: ENTRY.cn })).toBe(hash(ENTRY));
  });

  it.each([
    ["a value", { ...ENTRY, cn: ["Lê Thị Hòa"] }],
    ["a value less", { ...ENTRY, mail: ["a@x"] }],
    ["an attribute", { ...ENTRY, title: ["x"] }],
    ["a lock for good", { ...ENTRY, pwdAccountLockedTime: [LOCKED_FOR_GOOD] }],
    ["where one value ends", { ...ENTRY, mail: ["a@x\u0004\u0003b@x"] }],
  ])("is another with %s otherwise", (_what, attributes) => {
    expect(hash(attributes)).not.toBe(hash(ENTRY));
  });

  it("takes values of any length, and no notice of members and of what is empty", () => {
    const long = (letter: string) => hash({ cn: [letter.repeat(70_000)] });
    expect(long("a")).not.toBe(long("b"));
    expect(hash({ ...ENTRY, member: ["uid=a"], title: [] })).toBe(hash(ENTRY));
  });

  it("is the same after a sign-in, wrong passwords, and a password of one's own", () => {
    const signedIn = {
      ...ENTRY,
      pwdLastSuccess: ["20261122000115Z"],
      modifiersName: ["cn=admin"],
      modifyTimestamp: ["20261122000115Z"],
      pwdChangedTime: ["20261122000115Z"],
      pwdReset: ["TRUE"],
      pwdAccountLockedTime: ["20261122000115Z"],
    };
    expect(hash(signedIn)).toBe(hash(ENTRY));
  });
});
