/** The object classes and attributes that danhba writes, held against what the server's subschema knows. */
import type { Client } from "ldapts";
import { WRITTEN_ATTRIBUTES } from "./attributes.ts";

const OBJECT_CLASSES = [
  "inetOrgPerson",
  "inetLocalMailRecipient",
  "organizationalRole",
  "uidObject",
  "simpleSecurityObject",
  "organizationalUnit",
  "groupOfNames",
  "pwdPolicy",
  "danhbaAccount",
  "danhbaOrgUnit",
  "danhbaGroup",
  "danhbaPolicy",
];

/** Those of them that the server does not know. */
export async function unknownNames(client: Client): Promise<string[]> {
  const root = await client.search("", { scope: "base", attributes: ["subschemaSubentry"] });
  const subschema = String(root.searchEntries[0]?.subschemaSubentry ?? "cn=Subschema");
  const { searchEntries } = await client.search(subschema, {
    scope: "base",
    attributes: ["objectClasses", "attributeTypes"],
  });
  const known = namesIn(
    [searchEntries[0]?.objectClasses, searchEntries[0]?.attributeTypes].flat().map(String),
  );
  return [...OBJECT_CLASSES, ...WRITTEN_ATTRIBUTES].filter((name) => !known.has(name.toLowerCase()));
}

/** Every name in descriptions such as `( 2.5.4.3 NAME ( 'cn' 'commonName' ) DESC 'a name' … )`, in lower case. */
export function namesIn(descriptions: readonly string[]): ReadonlySet<string> {
  const names = descriptions.flatMap((text) => {
    const [, one, several] = /\bNAME\s+(?:'([^']*)'|\(([^)]*)\))/.exec(text) ?? [];
    return one === undefined
      ? [...(several ?? "").matchAll(/'([^']*)'/g)].map(([, name]) => name ?? "")
      : [one];
  });
  return new Set(names.map((name) => name.toLowerCase()));
}
