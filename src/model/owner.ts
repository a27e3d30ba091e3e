/** An owner is what one directory entry, one item of a plan and one address belong to. */
export type OwnerKind = "person" | "agency" | "unit" | "group";

/** `person:<HR id>`, `agency:<unit code>` (the unit's mailbox), `unit:<unit code>` or `group:<name>`. */
export type Owner = `${OwnerKind}:${string}`;

export const personOwner = (id: string): Owner => `person:${id}`;
export const agencyOwner = (code: string): Owner => `agency:${code}`;
export const unitOwner = (code: string): Owner => `unit:${code}`;
export const groupOwner = (name: string): Owner => `group:${name}`;

/** The kind before the first colon and the id after it; throws nothing: an `Owner` always has both. */
export function splitOwner(owner: Owner): { readonly kind: OwnerKind; readonly id: string } {
  const colon = owner.indexOf(":");
  return { kind: owner.slice(0, colon) as OwnerKind, id: owner.slice(colon + 1) };
}
