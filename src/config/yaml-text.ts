/** YAML as plain data, with the line of every path for messages. */
import { isMap, isNode, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import type { Problem } from "./expand-variables.ts";

export interface YamlText {
  readonly data: unknown;
  /** Line of the deepest part of the path that is there. */
  readonly lineOf: (path: readonly PropertyKey[]) => number;
}

/** The data, or what is wrong with the text. */
export function parseYaml(text: string): YamlText | { readonly problems: readonly Problem[] } {
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
