/** Finds the first byte of a file that cannot be UTF-8. */

/** Bytes, shortest first byte and smallest second byte of each UTF-8 length (Unicode, table 3-7). */
function sequenceLength(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
}

/** The bounds of the second byte, which keep out overlong forms, surrogates and what lies above U+10FFFF. */
function secondByteBounds(lead: number): readonly [low: number, high: number] {
  if (lead === 0xe0) return [0xa0, 0xbf];
  if (lead === 0xed) return [0x80, 0x9f];
  if (lead === 0xf0) return [0x90, 0xbf];
  return lead === 0xf4 ? [0x80, 0x8f] : [0x80, 0xbf];
}

/** Offset of the first byte that is not UTF-8, or null. */
export function firstInvalidUtf8(bytes: Uint8Array): number | null {
  for (let index = 0; index < bytes.length; ) {
    const lead = bytes[index] ?? 0;
    const length = sequenceLength(lead);
    if (length === 0) return index;
    for (let next = 1; next < length; next += 1) {
      const [low, high] = next === 1 ? secondByteBounds(lead) : [0x80, 0xbf];
      const byte = bytes[index + next];
      if (byte === undefined || byte < low || byte > high) return index;
    }
    index += length;
  }
  return null;
}
