/** What has to change on one entry so that its managed attributes become as desired. */
import type { AttributeChange } from "../model/change.ts";
import { type Attributes, type DesiredEntry, dnKey, type ObservedEntry } from "../model/entry.ts";

export interface AttributeDiff {
  readonly changes: readonly AttributeChange[];
  /** Only the attributes that change; one that was or becomes absent has no values. */
  readonly before: Attributes;
  readonly after: Attributes;
}

/** The server gives a DN back in its own spelling. */
const DN_VALUED: ReadonlySet<string> = new Set(["pwdPolicySubentry"]);

/** Whether an attribute has these values, in any order: exactly, or (a DN) in any letter case. */
export function hasValues(attribute: string, values: readonly string[], wanted: readonly string[]): boolean {
  const key = DN_VALUED.has(attribute) ? dnKey : (value: string) => value;
  const present = new Set(values.map(key));
  return (
    values.length === wanted.length &&
    present.size === new Set(wanted.map(key)).size &&
    wanted.every((value) => present.has(key(value)))
  );
}

/**
 * Compares attribute by attribute as sets. A missing object class is added (an adopted entry may have others
 * besides); every other difference replaces the attribute whole. An entry that is adopted gets its `danhbaId`.
 */
export function diffAttributes(desired: DesiredEntry, observed: ObservedEntry): AttributeDiff {
  const changes: AttributeChange[] = [];
  const before: Record<string, readonly string[]> = {};
  const after: Record<string, readonly string[]> = {};

  const has = new Set((observed.attributes.objectClass ?? []).map((value) => value.toLowerCase()));
  const missing = desired.objectClasses.filter((name) => !has.has(name.toLowerCase()));
  if (missing.length > 0) {
    changes.push({ type: "add", attribute: "objectClass", values: missing });
    before.objectClass = observed.attributes.objectClass ?? [];
    after.objectClass = [...before.objectClass, ...missing];
  }
  const isAdopted = "danhbaId" in desired.attributes && observed.attributes.danhbaId === undefined;
  for (const attribute of isAdopted ? ["danhbaId", ...desired.managed] : desired.managed) {
    const was = observed.attributes[attribute] ?? [];
    const shall = desired.attributes[attribute] ?? [];
    if (hasValues(attribute, was, shall)) continue;
    changes.push({ type: "replace", attribute, values: shall });
    before[attribute] = was;
    after[attribute] = shall;
  }
  return { changes, before, after };
}
