/** The words by which records are found: kinds, operator, addresses and the entries that were referred to. */
import { dnKey } from "../model/entry.ts";
import type { LogRecord } from "./record.ts";

export const kindTerm = (kind: string): string => `kind:${kind}`;
export const operatorTerm = (name: string): string => `operator:${name}`;
/** A local part, or a whole address. */
export const addressTerm = (address: string): string => `address:${address.toLowerCase()}`;
/** An entry whose references were changed. */
export const holderTerm = (dn: string): string => `holder:${dnKey(dn)}`;

const ADDRESSES = ["uid", "mail", "mailLocalAddress"] as const;

/** Each once, in order. */
export function logTerms(record: LogRecord): string[] {
  const { kinds, actor, dn, dnBefore, before, after, references } = record;
  const named = [dn, dnBefore ?? ""].flatMap((one) => /^uid=([^,]+),/i.exec(one)?.[1] ?? []);
  const addresses = [before, after].flatMap((side) => ADDRESSES.flatMap((name) => side[name] ?? []));
  const terms = [
    ...kinds.map(kindTerm),
    ...(actor.kind === "operator" ? [operatorTerm(actor.name)] : []),
    ...[...named, ...addresses].map(addressTerm),
    ...references.map((reference) => holderTerm(reference.dn)),
  ];
  return [...new Set(terms)].toSorted();
}
