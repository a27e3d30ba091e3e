import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  ACCOUNT_LIFE,
  ACCOUNT_STATES,
  type AccountEvent,
  type Moves,
} from "../../src/desired/account-life.ts";
import { type Profile, parseProfile } from "../../src/naming/profile.ts";
import { codesIn, markdownTable } from "./source-files.ts";

const readme = readFileSync("README.md", "utf8");
const section = /\n## The life of an account\n[\s\S]*?(?=\n## )/.exec(readme)?.[0] ?? "";

describe("the life of an account in README.md", () => {
  it("has every state", () => {
    const rows = markdownTable(section, "state", "may sign in");
    expect(rows.map(([state = ""]) => codesIn(state)[0])).toEqual([...ACCOUNT_STATES]);
  });

  it("has every event with its moves, as the program has them", () => {
    const heads = ["event", ...ACCOUNT_STATES.map((state) => `\`${state}\``)];
    const written = new Map<string, readonly string[]>();
    for (const [events = "", ...cells] of markdownTable(section, ...heads)) {
      // Other words in backticks, such as verbs, are in lower case.
      for (const event of codesIn(events).filter((code) => /^[A-Z_]+$/.test(code))) {
        expect([...written.keys()]).not.toContain(event);
        written.set(event, cells);
      }
    }
    const known = Object.entries(ACCOUNT_LIFE) as [AccountEvent, Moves][];
    expect(Object.fromEntries(written)).toEqual(
      Object.fromEntries(
        known.map(([event, moves]) => [
          event,
          ACCOUNT_STATES.map((state) => {
            const move = moves[state];
            return move === null ? "–" : `${move.kind} → ${move.to}`;
          }),
        ]),
      ),
    );
  });

  it("has what each profile sets", () => {
    for (const [name = "", ...cells] of markdownTable(section, "profile", "transfer", "without sign-in")) {
      expect(cells, name).toEqual(figuresOf(profileOf(codesIn(name)[0] ?? "")));
    }
    expect(markdownTable(section, "profile", "transfer")).toHaveLength(5);
  });
});

function profileOf(name: string): Profile {
  const path = `config/profiles/${name}.yaml`;
  const parsed = parseProfile(readFileSync(path, "utf8"), path);
  if (!("profile" in parsed)) throw new Error(`${path} is not a profile`);
  return parsed.profile;
}

function figuresOf({ people, limits, decisionNumberRequired, aliasDays, retention }: Profile): string[] {
  const { inactivity } = limits;
  const leave = inactivity?.duringLeave === "runs" ? ", also during leave" : "";
  return [
    people.transfer,
    inactivity === null ? "–" : `${inactivity.months} months: ${inactivity.action}${leave}`,
    decisionNumberRequired ? "required" : "–",
    `${aliasDays} days`,
    `${retention.retainedAfterDays} days`,
    retention.purgeAfterMonths === null ? "–" : `${retention.purgeAfterMonths} months`,
  ];
}
