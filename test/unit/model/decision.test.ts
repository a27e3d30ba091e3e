import { describe, expect, it } from "vitest";
import {
  type Answer,
  countWaiting,
  type Decision,
  decidedBy,
  questionKey,
  questionOf,
} from "../../../src/model/decision.ts";
import { FINDING_CODES, type Finding, type FindingCode } from "../../../src/model/finding.ts";

const finding = (code: FindingCode, params: Finding["params"] = {}): Finding => ({
  code,
  owner: "person:p1",
  params,
});
const answer = (localPart: string | null): Answer => ({
  localPart,
  operator: "A",
  reason: "b",
  documentNo: "1/QĐ",
});

function decision(about: Finding, more: Partial<Decision> = {}): Decision {
  const asked = { key: questionKey(about), finding: about, proposals: [], isStanding: true };
  return {
    id: 1,
    ...asked,
    state: "open",
    openedAt: "",
    openedRun: 1,
    answer: null,
    closedAt: null,
    ...more,
  };
}

describe("a question", () => {
  it("is never about what must be mended in the feed or is only told", () => {
    const codes = Object.keys(FINDING_CODES) as FindingCode[];
    const asked = codes.filter((code) => questionOf(finding(code), []) !== null);
    expect(asked.filter((code) => FINDING_CODES[code] === "rejected")).toEqual([]);
    expect(asked.filter((code) => FINDING_CODES[code] === "note")).toEqual(["PRIORITY_CONFLICT"]);
  });

  it("is the same on every run, and another one when what is asked about changed", () => {
    const key = questionKey(finding("NAMESAKE_MARK", { name: "Lan B", mark: "B" }));
    expect(questionKey(finding("NAMESAKE_MARK", { mark: "B", name: "Lan B" }))).toBe(key);
    expect(questionKey(finding("NAMESAKE_MARK", { mark: "C", name: "Lan C" }))).not.toBe(key);
  });

  it("about priority stands until it is answered, all others while they are found", () => {
    expect(questionOf(finding("PRIORITY_CONFLICT"), [])?.isStanding).toBe(false);
    expect(questionOf(finding("NAMESAKE_MARK"), [])?.isStanding).toBe(true);
  });
});

describe("what was decided", () => {
  const marked = finding("NAMESAKE_MARK", { name: "Lan B" });
  const taken = finding("LOCAL_PART_TAKEN", { localPart: "lan" });

  it("counts the newest answer with a local part", () => {
    const decided = decidedBy([
      decision(marked, { state: "resolved", answer: answer("lan") }),
      decision(taken, { state: "resolved", answer: answer("lanb") }),
      decision(finding("PRIORITY_CONFLICT"), { state: "resolved", answer: answer(null) }),
    ]);
    expect(decided.localPartOf("person:p1")?.localPart).toBe("lanb");
    expect(decided.localPartOf("person:p2")).toBeNull();
  });

  it("settles exactly the finding it was about, and not while it is open or withdrawn", () => {
    const resolved = decidedBy([decision(marked, { state: "resolved", answer: answer("lan") })]);
    expect(resolved.isSettled(marked)).toBe(true);
    expect(resolved.isSettled(taken)).toBe(false);
    const others = [decision(marked), decision(taken, { state: "withdrawn" })];
    expect(decidedBy(others).isSettled(marked)).toBe(false);
    expect(decidedBy(others).isSettled(taken)).toBe(false);
  });
});

it("what waits is what this run found and what stands since an earlier one, each once", () => {
  const conflict = decision(finding("PRIORITY_CONFLICT"), { isStanding: false });
  const found = questionOf(finding("NAMESAKE_MARK"), []);
  const again = questionOf(finding("PRIORITY_CONFLICT"), []);
  const questions = [found, again].filter((question) => question !== null);
  expect(countWaiting([conflict, decision(finding("ONE_WORD"))], questions)).toBe(2);
  expect(countWaiting([{ ...conflict, state: "resolved" }], [])).toBe(0);
});
