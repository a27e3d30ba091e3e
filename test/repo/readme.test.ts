import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { Settings } from "../../src/config/settings-schema.ts";
import { withTable } from "../../src/dev/bench/bench-readme.ts";
import type { BenchResults } from "../../src/dev/bench/bench-results.ts";
import { benchTable } from "../../src/dev/bench/bench-table.ts";
import { COLUMNS, type Column } from "../../src/feed/columns.ts";
import { DEFAULT_FEED_LIMITS, NO_MAX } from "../../src/gate/feed-limits.ts";
import { DEFAULT_LIMITS, LIMIT_KINDS } from "../../src/gate/limits.ts";
import { APPOINTMENT_KINDS, PERSON_STATUSES, STAFF_CLASSES, UNIT_KINDS } from "../../src/model/feed.ts";
import { codesIn, markdownTable } from "./source-files.ts";

const readme = readFileSync("README.md", "utf8");
const contributing = readFileSync("CONTRIBUTING.md", "utf8");

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly additionalProperties?: JsonSchema | false;
  readonly required?: readonly string[];
  readonly default?: unknown;
}

/** `realms[].ldap.url` → its default as JSON, or `–` where it must be given; only keys with nothing below them. */
function keysOf(schema: JsonSchema, path: string, fallback: string): [string, string][] {
  if (schema.items !== undefined) return keysOf(schema.items, `${path}[]`, fallback);
  if (schema.properties !== undefined) {
    return Object.entries(schema.properties).flatMap(([name, inner]) => {
      const value =
        inner.default === undefined ? "–" : JSON.stringify(inner.default).replace(/^"(.*)"$/, "$1");
      return keysOf(inner, path === "" ? name : `${path}.${name}`, value);
    });
  }
  if (typeof schema.additionalProperties === "object") {
    const any = path.endsWith(".units") ? "<code>" : /\.feed\.\w+$/.test(path) ? "<rule>" : "<kind>";
    return keysOf(schema.additionalProperties, `${path}.${any}`, fallback);
  }
  return [[path, fallback]];
}

describe("README.md", () => {
  it("has every key of config/danhba.yaml with its default", () => {
    const rows = markdownTable(readme, "key", "default", "meaning");
    const documented = rows.map(([key = "", value = ""]) => [
      codesIn(key)[0] ?? "",
      /#the-(gate|feed-certificate)/.test(value) ? "–" : (codesIn(value)[0] ?? value),
    ]);
    const schema = z.toJSONSchema(Settings, { io: "input" }) as unknown as JsonSchema;
    expect(documented).toEqual(keysOf(schema, "", "–"));
    for (const [key, , meaning] of rows) expect(meaning, key).toMatch(/\w/);
  });

  it("has the gate's limits as they are without settings", () => {
    const rows = markdownTable(readme, "kind", "max", "percent", "always", "of one agency", "counts");
    const limitOf = (max = "", percent = "", always = "") => ({
      max: Number(max),
      percent: Number(percent),
      always: Number(always),
    });
    expect(
      Object.fromEntries(
        rows.map(([kind = "", max, percent, always, agency = ""]) => [
          codesIn(kind)[0],
          {
            ...limitOf(max, percent, always),
            ...(agency === "–" ? {} : { agency: limitOf(...agency.split(/ %, |, /)) }),
          },
        ]),
      ),
    ).toEqual(DEFAULT_LIMITS);
    expect(rows.flatMap(([kind = ""]) => codesIn(kind)).toSorted()).toEqual([...LIMIT_KINDS].toSorted());
  });

  it("has the limits of the feed certificate as they are without settings", () => {
    const rows = markdownTable(
      readme,
      "rule",
      "of",
      "whole: max, percent, always",
      "agency: max, percent, always",
    );
    const limitOf = (cell = "") => {
      const [max = "", percent = "", always = ""] = cell.split(", ");
      return {
        max: max === "–" ? NO_MAX : Number(max),
        percent: Number(percent.replace(" %", "")),
        always: Number(always),
      };
    };
    const column = (at: number) =>
      Object.fromEntries(rows.map((cells) => [codesIn(cells[0] ?? "")[0], limitOf(cells[at])]));
    expect({ whole: column(2), agency: column(3) }).toEqual(DEFAULT_FEED_LIMITS);
  });

  it.each([
    ["units", "**Units**"],
    ["people", "**People**"],
    ["appointments", "**Appointments**"],
  ] as const)("has every column of %s with its label and whether it is needed", (kind, heading) => {
    const section = readme.slice(readme.indexOf(`\n${heading}\n`));
    const rows = markdownTable(section, "column", "label", "needed", "meaning");
    const columns: readonly Column<unknown>[] = Object.values(COLUMNS[kind]);
    expect(rows.map(([column = "", label, needed]) => [codesIn(column)[0], label, needed])).toEqual(
      columns.map((column) => [column.name, column.labels[0], "absent" in column ? "" : "yes"]),
    );
  });

  it("has every word of the feed's enumerations", () => {
    const words = [...UNIT_KINDS, ...PERSON_STATUSES, ...STAFF_CLASSES, ...APPOINTMENT_KINDS];
    expect(words.filter((word) => !readme.includes(`\`${word}\` (`))).toEqual([]);
  });

  it("has the two lines that do everything, and scripts behind every npm run", () => {
    expect(readme).toMatch(/^npm ci && npm run demo\b/m);
    expect(readme).toMatch(/^npm cit\b/m);
    const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as {
      scripts: Record<string, string>;
    };
    for (const [, name] of `${readme}${contributing}`.matchAll(/\bnpm run (?:-s )?(\w+)/g)) {
      expect(scripts, name).toHaveProperty(name ?? "");
    }
  });

  it("has the table of the last benchmark, and has it from bench/results.json", () => {
    const results = JSON.parse(readFileSync("bench/results.json", "utf8")) as BenchResults;
    expect(withTable(readme, benchTable(results, "en"))).toBe(readme);
  });

  it("has a Vietnamese section with full diacritics", () => {
    const section = readme.slice(readme.indexOf("\n## Tiếng Việt\n"));
    expect(section.length).toBeGreaterThan(1_000);
    expect([...section.normalize("NFD").matchAll(/[\u0300-\u0323]/g)].length).toBeGreaterThan(300);
    expect(readme).toBe(readme.normalize("NFC"));
  });
});

describe("the pages", () => {
  it.each(["README.md", "CONTRIBUTING.md", "src/README.md"])("of %s link only to what exists", (path) => {
    const text = readFileSync(path, "utf8");
    const anchors = [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) =>
      title.toLowerCase().replaceAll(" ", "-"),
    );
    for (const [, target = ""] of text.matchAll(/\]\(([^)]+)\)/g)) {
      if (target.startsWith("#")) expect(anchors, target).toContain(target.slice(1));
      else expect(existsSync(target), target).toBe(true);
    }
  });

  it("of src/README.md name only files that exist", () => {
    const page = readFileSync("src/README.md", "utf8");
    const files = codesIn(page).filter((code) => /^[\w-]+\/[\w/.-]+\.ts$/.test(code));
    expect(files.length).toBeGreaterThan(10);
    for (const file of files) expect(existsSync(file) || existsSync(`src/${file}`), file).toBe(true);
  });

  it("of CONTRIBUTING.md have a reason for every library, and fit on two sheets", () => {
    const rows = markdownTable(contributing, "library", "why");
    const manifest = JSON.parse(readFileSync("package.json", "utf8")) as Record<
      string,
      Record<string, string>
    >;
    const libraries = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(rows.flatMap(([name = ""]) => codesIn(name)).toSorted()).toEqual(libraries.toSorted());
    for (const [name, why] of rows) expect(why, name).toMatch(/\w/);
    expect(contributing.split("\n").length).toBeLessThan(120);
  });
});
