/** What may stand before the @ of an official address. */

/** RFC 5321 §4.5.3.1.1: 64 octets; local parts here are ASCII. */
export const LOCAL_PART_LIMIT = 64;
/** RFC 5321 §4.5.3.1.3 less the angle brackets. */
const ADDRESS_LIMIT = 254;
/** So that every local part of 64 characters makes an address of at most 254. */
export const DOMAIN_LIMIT = ADDRESS_LIMIT - LOCAL_PART_LIMIT - 1;

/** Domain.md §3.5 (1). */
const LOCAL_PART = /^[a-z][a-z0-9]*(\.[a-z0-9]+)*$/;

/** Lower-case letters and digits in parts joined by dots, beginning with a letter, at most 64 characters. */
export function isLocalPart(text: string): boolean {
  return text.length <= LOCAL_PART_LIMIT && LOCAL_PART.test(text);
}

/** Well-formed, and with no more dots than the profile's regulation shows. */
export function isLocalPartOf({ maxDots }: { readonly maxDots?: number | undefined }, text: string): boolean {
  return isLocalPart(text) && (maxDots === undefined || text.split(".").length - 1 <= maxDots);
}
