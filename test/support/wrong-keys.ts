/** Finds every key of a schema by itself, and writes a document in which exactly one of them is wrong. */
import { z } from "zod";

/** As much of JSON Schema as zod writes. */
interface Shape {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Shape | false;
  readonly propertyNames?: Shape;
  readonly items?: Shape;
  readonly minItems?: number;
  readonly minLength?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly anyOf?: readonly Shape[];
}

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
type Path = readonly (string | number)[];

/** One thing wrong with one key. */
export interface WrongKey {
  /** `realms[0].ldap.url`. */
  readonly key: string;
  readonly what: "type" | "range" | "unknown" | "missing";
  readonly text: string;
  /** Where it must be told: the path, and the line in the text. */
  readonly path: string;
  readonly line: number;
}

const MOST = Number.MAX_SAFE_INTEGER;

/**
 * @param sample a value for each place of the document; undefined: none is known, and one is made of the shape
 * @param wrong values that are out of range although the schema does not say so, by key
 */
export function wrongKeys(
  schema: z.ZodType,
  sample: (path: Path) => Json | undefined,
  wrong: (key: string) => readonly Json[],
): { readonly good: string; readonly keys: readonly string[]; readonly wrongs: readonly WrongKey[] } {
  const shape = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Shape;
  const good = build(shape, [], sample);
  const wrongs: WrongKey[] = [];
  const keys: string[] = [];
  const tell = (path: Path, what: WrongKey["what"], value: Json | undefined, at: Path = path): void => {
    const document = replaced(good, path, value);
    const { text, lines } = writeYaml(document);
    // What is missing is told where it should be: at the last key above it that is there.
    const line = lines.get(keyText(at)) ?? lines.get(keyText(at.slice(0, -1))) ?? 1;
    wrongs.push({ key: keyText(path), what, text, path: keyText(at), line });
  };
  const walk = (any: Shape, path: Path): void => {
    const one = any.anyOf?.find(({ type }) => type !== "null") ?? any;
    if (path.length > 0 && typeof path.at(-1) === "string") {
      keys.push(keyText(path));
      tell(path, "type", otherType(one));
      for (const value of [...outOfRange(one), ...wrong(keyText(path))]) tell(path, "range", value);
    }
    if (one.type === "array" && one.items !== undefined) walk(one.items, [...path, 0]);
    if (one.type !== "object") return;
    const fixed = one.properties ?? {};
    const isOpen = typeof one.additionalProperties === "object";
    if (!isOpen || one.propertyNames?.enum !== undefined) {
      tell([...path, "khoaLa"], "unknown", one.properties === undefined ? {} : 1);
    }
    for (const [name, inner] of Object.entries(fixed)) {
      walk(inner, [...path, name]);
      if (one.required?.includes(name) === true) tell([...path, name], "missing", undefined);
    }
    if (isOpen) walk(one.additionalProperties, [...path, nameIn(one)]);
  };
  walk(shape, []);
  return { good: writeYaml(good).text, keys, wrongs };
}

const nameIn = ({ propertyNames }: Shape): string => propertyNames?.enum?.[0] ?? "SNV";

export const keyText = (path: Path): string =>
  path.reduce<string>(
    (text, step) => (typeof step === "number" ? `${text}[${step}]` : text === "" ? step : `${text}.${step}`),
    "",
  );

function build(any: Shape, path: Path, sample: (path: Path) => Json | undefined): Json {
  const shape = any.anyOf?.find(({ type }) => type !== "null") ?? any;
  if (shape.type === "object") {
    const open =
      typeof shape.additionalProperties === "object" ? [[nameIn(shape), shape.additionalProperties]] : [];
    const members = [...Object.entries(shape.properties ?? {}), ...(open as [string, Shape][])];
    return Object.fromEntries(members.map(([name, inner]) => [name, build(inner, [...path, name], sample)]));
  }
  if (shape.type === "array") {
    return shape.items === undefined ? [] : [build(shape.items, [...path, 0], sample)];
  }
  const known = sample(path);
  if (known !== undefined) return known;
  if (shape.enum !== undefined) return shape.enum[0] ?? "";
  if (shape.type === "boolean") return true;
  if (shape.type === "integer" || shape.type === "number") {
    return shape.minimum ?? (shape.exclusiveMinimum ?? 0) + 1;
  }
  if (shape.pattern === undefined) return "Chữ";
  throw new TypeError(`a sample is needed for ${keyText(path)}: ${shape.pattern}`);
}

const otherType = ({ type }: Shape): Json => (type === "string" || type === "boolean" ? 7 : "bậy");

function outOfRange(shape: Shape): Json[] {
  const { type, minimum, exclusiveMinimum, maximum = MOST } = shape;
  if (shape.enum !== undefined || shape.pattern !== undefined) return ["## !"];
  if (type === "string") return (shape.minLength ?? 0) > 0 ? [""] : [];
  if (type === "array") return (shape.minItems ?? 0) > 0 ? [[]] : [];
  if (type !== "integer" && type !== "number") return [];
  return [
    ...(minimum === undefined || minimum === -MOST ? [] : [minimum - 1]),
    ...(exclusiveMinimum === undefined ? [] : [exclusiveMinimum]),
    ...(maximum === MOST ? [] : [maximum + 1]),
    ...(type === "integer" ? [(minimum ?? 1) + 0.5] : []),
  ];
}

function replaced(value: Json, path: Path, by: Json | undefined): Json {
  const [step, ...rest] = path;
  if (step === undefined) throw new TypeError("a path is needed");
  const members = Array.isArray(value) ? [...value] : { ...(value as Record<string, Json>) };
  const at = members as Record<string | number, Json>;
  if (rest.length > 0) at[step] = replaced(at[step] ?? {}, rest, by);
  else if (by === undefined) delete at[step];
  else at[step] = by;
  return members as Json;
}

/** One key a line, values as JSON, which YAML reads; and the line of each key and place. */
function writeYaml(document: Json): { readonly text: string; readonly lines: ReadonlyMap<string, number> } {
  const written: string[] = [];
  const lines = new Map<string, number>();
  const write = (value: Json, path: Path, indent: string, lead: string): void => {
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    const members: [string | number, Json][] = Array.isArray(value)
      ? value.map((inner, index): [number, Json] => [index, inner])
      : isObject
        ? Object.entries(value)
        : [];
    if (members.length === 0) {
      written.push(`${lead} ${JSON.stringify(value)}`);
      lines.set(keyText(path), written.length);
      return;
    }
    if (lead !== "") {
      written.push(lead);
      // A row of a list begins with its first key.
      lines.set(keyText(path), written.length + (typeof path.at(-1) === "number" ? 1 : 0));
    }
    for (const [name, inner] of members) {
      const head = typeof name === "number" ? `${indent}-` : `${indent}${JSON.stringify(name)}:`;
      write(inner, [...path, name], `${indent}  `, head);
    }
  };
  write(document, [], "", "");
  return { text: `${written.join("\n")}\n`, lines };
}
