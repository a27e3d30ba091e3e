/** Entries of a directory as far as the change log can tell them: what danhba writes, of what is danhba's own. */
import { UNTOLD } from "../../src/changelog/as-of.ts";
import { WRITTEN_ATTRIBUTES } from "../../src/ldap/attributes.ts";
import { type Attributes, LOCKED_FOR_GOOD } from "../../src/model/entry.ts";

const TOLD = ["objectClass", ...WRITTEN_ATTRIBUTES].filter((name) => !(name in UNTOLD));

/** DN → attributes with their values in order. */
export function toldEntries(
  entries: readonly { readonly dn: string; readonly attributes: Attributes }[],
): Map<string, Attributes> {
  const own = entries.filter(({ attributes }) => attributes.danhbaId !== undefined);
  return new Map(
    own
      .map(({ dn, attributes }): [string, Attributes] => [dn, told(attributes)])
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function told(attributes: Attributes): Attributes {
  const named = TOLD.map((name) => [name, valuesOf(name, attributes)] as const);
  return Object.fromEntries(named.filter(([, values]) => values.length > 0));
}

/** A lock with a real time is the server's own answer to wrong passwords, and goes by itself. */
function valuesOf(name: string, attributes: Attributes): readonly string[] {
  const values = (attributes[name] ?? []).toSorted();
  return name === "pwdAccountLockedTime" ? values.filter((value) => value === LOCKED_FOR_GOOD) : values;
}
