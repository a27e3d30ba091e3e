/** LDIF (RFC 2849): writes as change records, and entries as content records. */
import type { Operation } from "../model/change.ts";
import type { Attributes } from "../model/entry.ts";
import { splitDn } from "../model/entry.ts";

/**
 * SAFE-STRING of RFC 2849 without the controls that it lets stand, which would reach a terminal: may stand as it is;
 * everything else is written in base64.
 */
const SAFE = /^[\x21-\x39\x3b\x3d-\x7e][\x20-\x7e]*$/;
const LINE_LENGTH = 76;

/** RFC 2849 begins with it; slapadd(8) takes it for an entry, and slapcat(8) writes none. */
export const LDIF_VERSION = "version: 1";

/** An entry as a content record, with remarks above it. */
export interface LdifEntry {
  readonly dn: string;
  readonly attributes: Attributes;
  readonly remarks: readonly string[];
}

/** Entries in the order given, acceptable to `ldapadd` where parents stand before their children. */
export const contentLdif = (remarks: readonly string[], entries: readonly LdifEntry[]): string =>
  [[LDIF_VERSION, ...remarks.map(remark)].join("\n"), ...entries.map(contentRecord)]
    .join("\n\n")
    .concat("\n");

/** One entry, without a line end. */
export function contentRecord({ dn, attributes, remarks }: LdifEntry): string {
  const lines = [line("dn", dn), ...attributeLines(classesFirst(attributes))];
  return [...remarks.map(remark), ...lines].join("\n");
}

/** One write, without a line end. */
export const changeRecord = (remarks: readonly string[], operation: Operation): string =>
  [...remarks.map(remark), ...record(operation)].join("\n");

const classesFirst = ({ objectClass = [], ...others }: Attributes): Attributes => ({
  objectClass,
  ...others,
});

/** Comments hold no more than ASCII. */
const remark = (text: string): string => fold(`# ${text.replaceAll(/[^\x20-\x7e]/g, "?")}`);

function record(operation: Operation): string[] {
  const head = line("dn", operation.dn);
  if (operation.op === "add") return [head, "changetype: add", ...attributeLines(operation.attributes)];
  if (operation.op === "delete") return [head, "changetype: delete"];
  if (operation.op === "rename") {
    const target = splitDn(operation.newDn);
    const lines = [head, "changetype: modrdn", line("newrdn", target.rdn), "deleteoldrdn: 1"];
    const isMoved = target.parent !== splitDn(operation.dn).parent;
    return isMoved ? [...lines, line("newsuperior", target.parent)] : lines;
  }
  const parts = operation.changes.flatMap(({ type, attribute, values }) => [
    `${type}: ${attribute}`,
    ...values.map((value) => line(attribute, value)),
    "-",
  ]);
  return [head, "changetype: modify", ...parts];
}

function attributeLines(attributes: Attributes): string[] {
  return Object.entries(attributes).flatMap(([name, values]) => values.map((value) => line(name, value)));
}

function line(name: string, value: string): string {
  const isSafe = SAFE.test(value) && !value.endsWith(" ");
  return fold(isSafe ? `${name}: ${value}` : `${name}:: ${Buffer.from(value, "utf8").toString("base64")}`);
}

function fold(text: string): string {
  const lines = [text.slice(0, LINE_LENGTH)];
  for (let at = LINE_LENGTH; at < text.length; at += LINE_LENGTH - 1)
    lines.push(` ${text.slice(at, at + LINE_LENGTH - 1)}`);
  return lines.join("\n");
}
