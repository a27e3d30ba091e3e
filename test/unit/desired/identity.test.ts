import { describe, expect, it } from "vitest";
import { identityFinding, newIdentity } from "../../../src/desired/identity.ts";
import type { Identity } from "../../../src/model/account.ts";
import { type Decision, decidedBy, questionOf } from "../../../src/model/decision.ts";
import type { Finding } from "../../../src/model/finding.ts";
import { entryOf } from "../../support/fakes/desired.ts";
import { type Case, codesOf, lifeOf } from "./one-person.ts";

const OWNER = "person:p1";
const knows = (fullName: string, birthDate: string | null): Case["more"] => ({
  identities: new Map<string, Identity>([["p1", { personId: "p1", fullName, birthDate }]]),
});

describe("a person id", () => {
  it.each`
    was                  | wasBorn         | now                 | nowBorn         | isAsked  | why
    ${"Lê Thị Bình"}     | ${"1990-01-01"} | ${"Nguyễn Văn An"}  | ${"1980-05-17"} | ${true}  | ${"name and birth date are others"}
    ${"Nguyễn Văn Ân"}   | ${"1990-01-01"} | ${"Nguyễn Văn An"}  | ${"1980-05-17"} | ${true}  | ${"one mark is another name"}
    ${"Lê Thị Bình"}     | ${"1980-05-17"} | ${"Nguyễn Văn An"}  | ${"1980-05-17"} | ${false} | ${"a change of name"}
    ${"Nguyễn Văn An"}   | ${"1990-01-01"} | ${"Nguyễn Văn An"}  | ${"1980-05-17"} | ${false} | ${"a corrected birth date"}
    ${"NGUYỄN  VĂN AN"}  | ${"1990-01-01"} | ${"Nguyễn Văn An"}  | ${"1980-05-17"} | ${false} | ${"case and spaces"}
    ${"Nguyễn Văn Hòa"}  | ${"1990-01-01"} | ${"Nguyễn Văn Hoà"} | ${"1980-05-17"} | ${false} | ${"the place of a tone mark"}
    ${"Lê Thị Bình"}     | ${null}         | ${"Nguyễn Văn An"}  | ${"1980-05-17"} | ${true}  | ${"first and last syllable are others"}
    ${"Lê Thị Bình"}     | ${"1990-01-01"} | ${"Nguyễn Văn An"}  | ${null}         | ${true}  | ${"the same, the new birth date is not known"}
    ${"Nguyễn Thị Bình"} | ${null}         | ${"Nguyễn Văn An"}  | ${"1980-05-17"} | ${false} | ${"the family name is the same"}
    ${"Lê Văn An"}       | ${null}         | ${"Nguyễn Văn An"}  | ${null}         | ${false} | ${"the given name is the same"}
    ${"Lê Thị Bình"}     | ${"1990-01-01"} | ${""}               | ${"1980-05-17"} | ${false} | ${"an empty name proves nothing"}
  `("of $was ($wasBorn) that is now $now ($nowBorn) is asked about: $isAsked ($why)", (row) => {
    const known: Identity = { personId: "p1", fullName: row.was, birthDate: row.wasBorn };
    const finding = identityFinding(known, { fullName: row.now, birthDate: row.nowBorn }, OWNER);
    expect(finding !== null).toBe(row.isAsked);
  });

  it("that nobody knows yet is nobody else's", () => {
    expect(identityFinding(undefined, { fullName: "Lê Thị Bình", birthDate: null }, OWNER)).toBeNull();
  });
});

describe("an id that suddenly means another person", () => {
  const REUSED: Case = { has: {}, more: knows("Lê Thị Bình", "1990-01-01") ?? {} };
  const QUESTION: Finding = {
    code: "IDENTITY_CHANGED",
    owner: OWNER,
    params: { was: "Lê Thị Bình", wasBorn: "1990-01-01", now: "Nguyễn Văn An", nowBorn: "1980-05-17" },
  };

  it.each(["working", "retired", "long_leave"] as const)(
    "leaves the account exactly as it is and asks, whatever HR says (%s)",
    (status) => {
      const result = lifeOf({ ...REUSED, person: { status } });
      expect(entryOf(result, OWNER)).toBeUndefined();
      expect([result.purges, result.identities, result.ledger.has(OWNER)]).toEqual([[], [], false]);
      expect(result.findings).toContainEqual(QUESTION);
      expect(result.questions.map(({ finding }) => finding)).toEqual([QUESTION]);
    },
  );

  it("is asked about before anybody gets the account of a purged one", () => {
    const result = lifeOf({ more: knows("Lê Thị Bình", "1990-01-01") ?? {} });
    expect([entryOf(result, OWNER), codesOf(result)]).toEqual([undefined, [`IDENTITY_CHANGED ${OWNER}`]]);
  });

  it("goes on as the same person once somebody has said so, and is then known by the new name", () => {
    const question = questionOf(QUESTION, []);
    const answer = { localPart: null, operator: "lan", reason: "cải chính", documentNo: "5/STP" };
    const decision: Decision = {
      ...(question ?? { key: "", finding: QUESTION, proposals: [], isStanding: true }),
      id: 1,
      state: "resolved",
      openedAt: "2026-11-01T00:00:00.000Z",
      openedRun: 1,
      answer,
      closedAt: "2026-11-02T00:00:00.000Z",
    };
    const result = lifeOf({ ...REUSED, more: { ...REUSED.more, decided: decidedBy([decision]) } });
    expect(entryOf(result, OWNER)?.attributes.cn).toEqual(["Nguyễn Văn An"]);
    expect(result.identities).toEqual([
      { personId: "p1", fullName: "Nguyễn Văn An", birthDate: "1980-05-17" },
    ]);
    expect(result.questions).toEqual([]);
  });
});

describe("what is remembered of a person", () => {
  it("is remembered with the account and again when it changes, and not otherwise", () => {
    const identity = { personId: "p1", fullName: "Nguyễn Văn An", birthDate: "1980-05-17" };
    expect(lifeOf({}).identities).toEqual([identity]);
    expect(lifeOf({ has: {}, more: knows("Nguyễn Văn An", "1980-05-17") ?? {} }).identities).toEqual([]);
    expect(lifeOf({ has: {}, more: knows("Nguyễn Văn Ba", "1980-05-17") ?? {} }).identities).toEqual([
      identity,
    ]);
    expect(lifeOf({ has: {}, person: { status: "retired" } }).identities).toEqual([identity]);
  });

  it("is nothing of somebody without an account", () => {
    expect(lifeOf({ person: { status: "retired" } }).identities).toEqual([]);
    expect(lifeOf({ person: { fullName: "", requestedLocalPart: null } }).identities).toEqual([]);
  });

  it("keeps a birth date that HR no longer gives", () => {
    const known = { personId: "p1", fullName: "Nguyễn Văn An", birthDate: "1980-05-17" };
    const row = { ...known, id: "p1", birthDate: null };
    expect(newIdentity(known, row as never)).toBeNull();
  });
});
