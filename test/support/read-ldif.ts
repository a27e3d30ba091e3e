/** Reads LDIF by RFC 2849 alone: lines unfolded, base64 opened, records told apart. Knows nothing of who wrote it. */

export interface LdifRecord {
  readonly dn: string;
  /** `add` where the record says none: an entry. */
  readonly changetype: string;
  /** Attribute → values, of an `add`; empty for other changes. */
  readonly attributes: Readonly<Record<string, readonly string[]>>;
  readonly lines: readonly (readonly [name: string, value: string])[];
}

/** @throws Error for a line that no LDIF has */
export function readLdif(text: string): LdifRecord[] {
  const unfolded = text.replaceAll("\r\n", "\n").replaceAll("\n ", "").split("\n");
  if (unfolded[0] === "version: 1") unfolded.shift();
  else if (unfolded.some((line) => line.startsWith("changetype:"))) throw new Error("no version");
  const records: LdifRecord[] = [];
  let lines: [string, string][] = [];
  for (const line of [...unfolded, ""]) {
    if (line === "") {
      if (lines.length > 0) records.push(recordOf(lines));
      lines = [];
    } else if (!line.startsWith("#")) {
      lines.push(pairOf(line));
    }
  }
  return records;
}

function pairOf(line: string): [string, string] {
  if (line === "-") return ["-", ""];
  const [, name, mark, value] = /^([A-Za-z][A-Za-z0-9-]*)(::?) ?(.*)$/s.exec(line) ?? [];
  if (name === undefined || value === undefined) throw new Error(`no LDIF: ${JSON.stringify(line)}`);
  if (mark === ":") {
    if (!/^(?:[!-9;=-~][ -~]*)?$/.test(value)) throw new Error(`not safe: ${JSON.stringify(line)}`);
    return [name, value];
  }
  const bytes = Buffer.from(value, "base64");
  if (bytes.toString("base64") !== value) throw new Error(`no base64: ${JSON.stringify(line)}`);
  return [name, new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)];
}

function recordOf(lines: readonly [string, string][]): LdifRecord {
  const [first, ...others] = lines;
  if (first?.[0] !== "dn" || others.length === 0) throw new Error(JSON.stringify(lines.slice(0, 2)));
  const [said] = others;
  const changetype = said?.[0] === "changetype" ? said[1] : "add";
  const values = said?.[0] === "changetype" ? others.slice(1) : others;
  const attributes: Record<string, string[]> = {};
  for (const [name, value] of changetype === "add" ? values : []) {
    attributes[name] = [...(attributes[name] ?? []), value];
  }
  return { dn: first[1], changetype, attributes, lines };
}
