/** Terms and passwords, as the regulations' worked examples have them. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  countWorkingDays,
  dueAfterWorkingDays,
  endOfMonths,
  nextDay,
} from "../../../src/desired/legal-time.ts";
import { judgePassword } from "../../../src/desired/password-rules.ts";
import { parseProfile } from "../../../src/naming/profile.ts";

const Vector = z.object({ profile: z.string(), kind: z.string(), input: z.unknown(), expected: z.unknown() });
const VECTORS = z
  .array(Vector)
  .parse(JSON.parse(readFileSync("test/fixtures/naming/vectors.json", "utf8")))
  .map((vector) => ({ ...vector, title: `${vector.profile} ${JSON.stringify(vector.input)}` }));
const ofKind = (kind: string) => VECTORS.filter((vector) => vector.kind === kind);

function limitsOf(name: string) {
  const file = `config/profiles/${name}.yaml`;
  const result = parseProfile(readFileSync(file, "utf8"), file);
  if ("problems" in result) throw new Error(`${file} is broken`);
  return result.profile.limits;
}

describe("a term of months", () => {
  const Input = z.object({
    last_login: z.string().optional(),
    last_access: z.string().nullish(),
    created: z.string().optional(),
  });

  it.each(ofKind("inactivity"))("ends as the law counts it: $title", ({ profile, input, expected }) => {
    const { last_login, last_access, created } = Input.parse(input);
    const rule = limitsOf(profile).inactivity;
    const from = last_login ?? last_access ?? created ?? "";
    expect({
      action: rule?.action,
      eligible_from: nextDay(endOfMonths(from, rule?.months ?? 0)),
    }).toEqual(expected);
  });

  it.each([
    ["2023-12-31", 2, "2024-02-29"],
    ["2024-02-29", 12, "2025-02-28"],
    ["2024-10-31", 1, "2024-11-30"],
    ["2024-11-15", 3, "2025-02-15"],
  ])("from %s of %i months ends on %s", (from, months, end) => {
    expect(endOfMonths(from, months)).toBe(end);
  });
});

describe("a term of working days", () => {
  const Input = z.object({ event: z.string(), received: z.string(), holidays: z.array(z.string()) });

  it.each(ofKind("sla"))("is due as the regulation has it: $title", ({ profile, input, expected }) => {
    const { event, received, holidays } = Input.parse(input);
    const request = event === "any_request" ? "any" : event;
    const deadline = limitsOf(profile).deadlines.find((one) => one.request === request);
    const calendar = { holidays: new Set(holidays), swapDays: new Set<string>() };
    expect(dueAfterWorkingDays(received, deadline?.workingDays ?? 0, calendar)).toBe(expected);
  });

  const AUGUST = {
    holidays: new Set(["2026-08-31", "2026-09-01", "2026-09-02"]),
    swapDays: new Set(["2026-08-22"]),
  };

  it("skips holidays and weekends, but not a Saturday that is worked for another day", () => {
    expect(dueAfterWorkingDays("2026-08-28", 2, AUGUST)).toBe("2026-09-04");
    expect(dueAfterWorkingDays("2026-08-21", 1, AUGUST)).toBe("2026-08-22");
    expect(dueAfterWorkingDays("2026-08-22", 1, AUGUST)).toBe("2026-08-24");
  });

  it.each([
    ["2026-08-21", "2026-08-21", 0],
    ["2026-08-21", "2026-08-24", 2],
    ["2026-08-28", "2026-09-04", 2],
    ["2026-08-28", "2026-08-01", 0],
  ])("from %s to %s has %i working days", (from, to, days) => {
    expect(countWorkingDays(from, to, AUGUST)).toBe(days);
  });
});

describe("a password", () => {
  const Input = z.object({ role: z.enum(["user", "admin"]), password: z.string() });

  it.each(ofKind("password"))(
    "is judged as the regulation has it: $title",
    ({ profile, input, expected }) => {
      const { role, password } = Input.parse(input);
      const rules = limitsOf(profile).password?.[role];
      expect(rules).toBeDefined();
      if (rules) expect(judgePassword(password, rules)).toBe(expected);
    },
  );

  it("is measured in letters, whatever they take in bytes", () => {
    expect(judgePassword("Đổimật1!", { minLength: 8, classes: 4 })).toBe("OK");
    expect(judgePassword("Đổimậ1!", { minLength: 8, classes: 4 })).toBe("TOO_SHORT");
  });
});

it("every quota of the vectors is in its profile, in bytes", () => {
  for (const { profile, input, expected } of ofKind("quota")) {
    const { quotaBytes, attachmentBytes } = limitsOf(profile);
    expect(input === "mailbox_quota_bytes" ? quotaBytes : attachmentBytes).toBe(expected);
  }
});
