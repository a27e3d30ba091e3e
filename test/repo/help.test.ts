import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { describe, expect, it } from "vitest";
import { EXIT } from "../../src/cli/exit-status.ts";
import { createProgram } from "../../src/cli/program.ts";
import { ERROR_CODES } from "../../src/model/error.ts";
import { HELP } from "../../src/texts/help.ts";
import { codesIn, markdownTable } from "./source-files.ts";

/** The verbs of this version; help, README and program are held against it. */
const VERBS = `
  migrate
  config check
  feed import
  feed check
  name
  plan
  sync
  apply
  runs
  runs show
  approve
  reject
  undo
  decisions
  decisions resolve
  orders
  orders give
  orders end
  notices
  notices close
  explain
  log
  log verify
  log checkpoint
  as-of
  handover list
  handover collect
  password reset
  daemon
  status
  doctor
  dev services
  dev demo
  dev bench
  dev stress
  dev naming-report
  dev sample
`
  .trim()
  .split(/\s*\n\s*/);

interface Verb {
  readonly name: string;
  readonly command: Command;
}

/** Commands that do something: those without commands below them, and those with options of their own. */
function verbsOf(command: Command, path: readonly string[] = []): Verb[] {
  return command.commands.flatMap((child) => {
    const name = [...path, child.name()];
    const below = verbsOf(child, name);
    const does = below.length === 0 || child.options.length > 0;
    return [...(does ? [{ name: name.join(" "), command: child }] : []), ...below];
  });
}

function helpOf(command: Command): string {
  let text = "";
  command.configureOutput({
    writeOut: (part) => {
      text += part;
    },
  });
  command.outputHelp();
  return text;
}

const program = (lang: "vi" | "en") => createProgram(lang, "0.0.0", () => undefined);

describe("the command line", () => {
  it("has the verbs of this version", () => {
    expect(
      verbsOf(program("en"))
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(VERBS.toSorted());
  });

  it("has each verb in README.md", () => {
    const rows = markdownTable(readFileSync("README.md", "utf8"), "verb", "does");
    const named = rows.map(([verb = ""]) =>
      (codesIn(verb)[0] ?? "")
        .split(" ")
        .filter((word) => /^[a-z][a-z-]*$/.test(word))
        .join(" "),
    );
    expect(named.toSorted()).toEqual(VERBS.toSorted());
  });
});

describe.each(["vi", "en"] as const)("the help in %s", (lang) => {
  const known = new Set<number>([
    ...Object.values(EXIT),
    ...Object.values(ERROR_CODES).map(({ exit }) => exit),
  ]);
  const verbs = verbsOf(program(lang));

  it.each(verbs.map(({ name, command }) => [name, command] as const))(
    "of %s says what it does, with an example of itself and its exit statuses",
    (name, command) => {
      const text = helpOf(command);
      expect(text).not.toMatch(/undefined|\[object/);
      expect(command.description()).toMatch(/\p{L}{2}/u);
      expect(text).toContain(`${HELP[lang].examples}:\n  danhba ${name}`);
      const statuses = new RegExp(`${HELP[lang].statuses}: ([0-9, –]+)\n?$`, "m").exec(text)?.[1] ?? "";
      expect(statuses.split(", ")[0]).toBe("0");
      for (const number of statuses.split(/, |–/)) expect(known, number).toContain(Number(number));
    },
  );

  it("of the program names every verb, and each option has a text", () => {
    const root = program(lang);
    const text = helpOf(root);
    for (const { name } of verbs) expect(text).toContain(name.split(" ")[0]);
    const commands = [root, ...verbsOf(root).map(({ command }) => command)];
    for (const { options, registeredArguments } of commands) {
      for (const { flags, description } of options) expect(description, flags).toMatch(/\p{L}/u);
      for (const argument of registeredArguments) expect(argument.description).toMatch(/\p{L}/u);
    }
  });
});

it("the two languages of the help differ in every text", () => {
  const keys = Object.keys(HELP.en) as (keyof typeof HELP.en)[];
  expect(keys.filter((key) => HELP.en[key] === HELP.vi[key])).toEqual([]);
});
