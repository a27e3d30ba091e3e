/** Fills `${NAME}` in settings from the environment, also from a file that `NAME_FILE` points to. */
import type { YamlProblem } from "../naming/yaml-text.ts";

/** Returns the value, or null when the variable is not set. */
export type Lookup = (name: string) => string | null;

const REFERENCE = /\$\{([A-Z][A-Z0-9_]*)\}/g;

/** Copies parsed YAML with every reference filled in; values are never parsed again. */
export function expandVariables(
  value: unknown,
  lookup: Lookup,
  path: string,
  problems: Omit<YamlProblem, "line">[],
): unknown {
  if (typeof value === "string") {
    return value.replaceAll(REFERENCE, (_whole, name: string) => {
      const found = lookup(name);
      if (found === null)
        problems.push({ path, message: `the environment has neither ${name} nor ${name}_FILE` });
      return found ?? "";
    });
  }
  if (Array.isArray(value)) {
    return value.map((inner, index) => expandVariables(inner, lookup, `${path}[${index}]`, problems));
  }
  if (typeof value === "object" && value !== null) {
    const join = (key: string) => (path === "" ? key : `${path}.${key}`);
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, expandVariables(inner, lookup, join(key), problems)]),
    );
  }
  return value;
}
