/** Reads a profile's YAML; every problem comes with the line that it stands on. */
import { isMap, isNode, LineCounter, type Node, parseDocument } from "yaml";
import { type ProfileData, profileSchema } from "./profile-schema.ts";

export interface Profile extends ProfileData {
  readonly file: string;
  /** The line of each worked example, in their order. */
  readonly exampleLines: readonly number[];
}

export interface ProfileProblem {
  /** As `units.forms[2].template`; empty for the whole file. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

export type ProfileResult = { readonly profile: Profile } | { readonly problems: readonly ProfileProblem[] };

/**
 * Text of a profile file → the profile, or all problems found in it (syntax first, then shape). Does not execute
 * the worked examples: `checkProfile` does.
 */
export function parseProfile(yamlText: string, fileName: string): ProfileResult {
  const lines = new LineCounter();
  const document = parseDocument(yamlText, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const lineAt = (offset: number) => lines.linePos(offset).line;
  if (document.errors.length > 0) {
    return {
      problems: document.errors.map(({ message, pos }) => ({ path: "", line: lineAt(pos[0]), message })),
    };
  }
  const lineOf = (path: Path) => lineAt(offsetOf(document.contents, path));
  const checked = profileSchema.safeParse(document.toJS());
  if (checked.success) {
    const exampleLines = checked.data.examples.map((_, index) => lineOf(["examples", index]));
    return { profile: { ...checked.data, file: fileName, exampleLines } };
  }
  const problems = checked.error.issues.flatMap((issue): ProfileProblem[] => {
    const keys = issue.code === "unrecognized_keys" ? issue.keys : [null];
    return keys.map((key) => {
      const path = key === null ? issue.path : [...issue.path, key];
      const message = key === null ? issue.message : "unknown key";
      return { path: pathText(path), line: lineOf(path), message };
    });
  });
  return { problems: problems.toSorted((a, b) => a.line - b.line) };
}

type Path = readonly PropertyKey[];

/** `units.forms[2].template`. */
export function pathText(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    return text === "" ? String(step) : `${text}.${String(step)}`;
  }, "");
}

/** Where the deepest existing node on the path begins: of a map's entry its key, so that the line is the entry's. */
function offsetOf(contents: Node | null, path: Path): number {
  let node: unknown = contents;
  let offset = contents?.range?.[0] ?? 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => String(isNode(key) ? key.toJSON() : key) === String(step));
      if (pair === undefined) return offset;
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (typeof node === "object" && node !== null && "items" in node && Array.isArray(node.items)) {
      node = node.items[Number(step)];
      offset = startOf(node) ?? offset;
    } else return offset;
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}
