/** Whether a text is an age recipient: Bech32 (BIP 173, without its limit of length) of one of age's kinds. */

const KINDS: ReadonlySet<string> = new Set(["age", "age1pq", "age1tag", "age1tagpq"]);
const CHARACTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
const CHECKSUM = 6;

/** A mistyped character is found: its checksum is no longer right. */
export function isAgeRecipient(text: string): boolean {
  const separator = text.lastIndexOf("1");
  const kind = text.slice(0, separator);
  const values = Array.from(text.slice(separator + 1), (character) => CHARACTERS.indexOf(character));
  if (!KINDS.has(kind) || values.length <= CHECKSUM || values.includes(-1)) return false;
  return checksum([...expanded(kind), ...values]) === 1;
}

function expanded(kind: string): number[] {
  const codes = [...kind].map((character) => character.charCodeAt(0));
  return [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31)];
}

function checksum(values: readonly number[]): number {
  let sum = 1;
  for (const value of values) {
    const top = sum >>> 25;
    sum = ((sum & 0x1ffffff) << 5) ^ value;
    for (const [bit, factor] of GENERATOR.entries()) {
      if (((top >>> bit) & 1) === 1) sum ^= factor;
    }
  }
  return sum >>> 0;
}
