/** `danhba config check` over broken copies of the shipped profiles. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { configCheckVerb } from "../../../src/cli/verbs/config-check.ts";
import { profileText } from "./profiles.ts";

const folder = mkdtempSync(join(tmpdir(), "danhba-profiles-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Per profile: what is replaced, by what, and where it is told. */
const BROKEN = {
  travinh: [["domain: travinh.gov.vn", "domain: travinh", "domain"]],
  quangbinh: [
    ["quotaBytes: 2147483648", "quotaBytes: 2 GB", "limits.quotaBytes"],
    ["workingDays: 2", "workingDays: 0", "limits.deadlines[1].workingDays"],
  ],
  binhthuan: [['person: "K\'Rẻm", address: remk', 'person: "K\'Rẻm", address: krem', "examples[4]"]],
  quangtri: [["finding: NO_RULE, source", "finding: NORULE, source", "examples[5].finding"]],
  soctrang: [["  mailboxNameClause: Đ.3.1.b", "  mailboxNameClause: Đ. 3", "units.mailboxNameClause"]],
} as const;

async function check(): Promise<{ status: number; lines: string[] }> {
  const printed: string[] = [];
  const status = await configCheckVerb({
    lang: "en",
    isJson: false,
    options: { config: join(folder, "danhba.yaml") },
    environment: { lookup: () => undefined } as never,
    print: (text) => printed.push(...text.split("\n")),
    tell: () => undefined,
  });
  return { status, lines: printed };
}

describe("config check", () => {
  it("tells every fault of every profile with file and line", async () => {
    mkdirSync(join(folder, "profiles"), { recursive: true });
    const expected = Object.entries(BROKEN).flatMap(([id, faults]) => {
      let text = profileText(id);
      const places = faults.map(([from, to, path]) => {
        expect(text).toContain(from);
        text = text.replace(from, to);
        return { to, path };
      });
      const file = join(folder, "profiles", `${id}.yaml`);
      writeFileSync(file, text);
      return places.map(({ to, path }) => {
        return `${file}:${text.slice(0, text.indexOf(to.trimStart())).split("\n").length}`.concat(` ${path}`);
      });
    });
    const { status, lines } = await check();
    expect(status).toBe(1);
    for (const start of expected) {
      expect(
        lines.filter((line) => line.startsWith(start)),
        `${start} in\n${lines.join("\n")}`,
      ).toHaveLength(1);
    }
    expect(lines.filter((line) => line.includes(join(folder, "profiles")))).toHaveLength(expected.length);
  });
});
