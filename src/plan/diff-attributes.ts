/** What has to change on one entry so that its managed attributes become as desired. */
import type { AttributeChange } from "../model/change.ts";
import type { Attributes, DesiredEntry, ObservedEntry } from "../model/entry.ts";

export interface AttributeDiff {
  readonly changes: readonly AttributeChange[];
  /** Only the attributes that change; one that was or becomes absent has no values. */
  readonly before: Attributes;
  readonly after: Attributes;
}

const sameValues = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && new Set(a).size === new Set(b).size && a.every((value) => b.includes(value));

/**
 * Compares attribute by attribute as sets of exact values. A missing object class is added (an adopted entry may
 * have others besides); every other difference replaces the attribute whole.
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
  for (const attribute of desired.managed) {
    const was = observed.attributes[attribute] ?? [];
    const shall = desired.attributes[attribute] ?? [];
    if (sameValues(was, shall)) continue;
    changes.push({ type: "replace", attribute, values: shall });
    before[attribute] = was;
    after[attribute] = shall;
  }
  return { changes, before, after };
}
