/** An owner is what one directory entry, one item of a plan and one address belong to. */
export type OwnerKind = "person" | "agency" | "unit" | "group" | "policy";

/**
 * `person:<HR id>`, `agency:<unit code>` (the unit's mailbox), `unit:<unit code>`, `group:<name>` or `policy:<name>`.
 * Where a transfer cancels the account (Bình Thuận II.4) each agency's account is an owner of its own:
 * `person:<HR id>@<code of the agency>`.
 */
export type Owner = `${OwnerKind}:${string}`;

export const personOwner = (id: string): Owner => `person:${id}`;
export const agencyOwner = (code: string): Owner => `agency:${code}`;
export const unitOwner = (code: string): Owner => `unit:${code}`;
/** The account that a person has, or had, at one agency of a realm whose transfers cancel accounts. */
export const personAtAgency = (id: string, agency: string): Owner => `person:${id}@${agency}`;

/** What `personAtAgency` was made of: codes of units hold no `@`, ids of people may. */
export function splitPersonAtAgency(owner: Owner): { readonly person: string; readonly agency: string } {
  const { id } = splitOwner(owner);
  const at = id.lastIndexOf("@");
  return { person: id.slice(0, at), agency: id.slice(at + 1) };
}

export const groupOwner = (name: string): Owner => `group:${name}`;

export const policyOwner = (name: string): Owner => `policy:${name}`;

/** The kind before the first colon and the id after it; throws nothing: an `Owner` always has both. */
export function splitOwner(owner: Owner): { readonly kind: OwnerKind; readonly id: string } {
  const colon = owner.indexOf(":");
  return { kind: owner.slice(0, colon) as OwnerKind, id: owner.slice(colon + 1) };
}
