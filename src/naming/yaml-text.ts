/** YAML as plain data, with the line of every path for messages. */
import { isMap, isNode, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import type { z } from "zod";

/** What is wrong with a YAML file, and where. */
export interface YamlProblem {
  /** As `realms[0].ldap.url`; empty for the whole file. */
  readonly path: string;
  /** From 1; 0 when it is not about a line. */
  readonly line: number;
  readonly message: string;
}

export interface YamlText {
  readonly data: unknown;
  /** Line of the deepest part of the path that is there. */
  readonly lineOf: (path: readonly PropertyKey[]) => number;
}

/** The data, or what is wrong with the text. */
export function parseYaml(text: string): YamlText | { readonly problems: readonly YamlProblem[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const lineAt = (offset: number): number => lines.linePos(offset).line;
  if (document.errors.length > 0) {
    return {
      problems: document.errors.map(({ message, pos }) => ({ path: "", line: lineAt(pos[0]), message })),
    };
  }
  return { data: document.toJS(), lineOf: (path) => lineAt(offsetOf(document.contents, path)) };
}

function offsetOf(contents: Node | null, path: readonly PropertyKey[]): number {
  let node: unknown = contents;
  let offset = contents?.range?.[0] ?? 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isNode(key) && String(key.toJSON()) === String(step));
      if (pair === undefined) return offset;
      offset = (isNode(pair.key) ? pair.key.range?.[0] : undefined) ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
      offset = (isNode(node) ? node.range?.[0] : undefined) ?? offset;
    }
  }
  return offset;
}

/** `units.forms[2].template`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    return text === "" ? String(step) : `${text}.${String(step)}`;
  }, "");
}

/** The issues of a schema as problems with lines, top to bottom; an unknown key stands at its own line. */
export function schemaProblems(
  issues: readonly z.core.$ZodIssue[],
  lineOf: YamlText["lineOf"],
): YamlProblem[] {
  const problems = issues.flatMap((issue): YamlProblem[] => {
    const keys = issue.code === "unrecognized_keys" ? issue.keys : [null];
    return keys.map((key) => {
      const path = key === null ? issue.path : [...issue.path, key];
      return {
        path: pathText(path),
        line: lineOf(path),
        message: key === null ? issue.message : "unknown key",
      };
    });
  });
  return problems.toSorted((a, b) => a.line - b.line);
}
