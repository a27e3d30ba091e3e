/** Which entryUUIDs came already, in 16 bytes each: a set of texts takes six times as much for a million of them. */

const WORDS = 4;
const FIRST_SLOTS = 1024;

export class SeenIds {
  #slots = new Uint32Array(WORDS * FIRST_SLOTS);
  #size = 0;

  /** False where it is there already. @param id a UUID */
  add(id: string): boolean {
    const digits = id.replaceAll("-", "");
    const words = new Uint32Array(WORDS);
    for (let word = 0; word < WORDS; word += 1) {
      words[word] = Number.parseInt(digits.slice(8 * word, 8 * word + 8), 16);
    }
    if (!put(this.#slots, words)) return false;
    this.#size += 1;
    // Half full: then the next free slot is near.
    if (2 * WORDS * this.#size > this.#slots.length) this.#grow();
    return true;
  }

  #grow(): void {
    const more = new Uint32Array(2 * this.#slots.length);
    for (let at = 0; at < this.#slots.length; at += WORDS) {
      const words = this.#slots.subarray(at, at + WORDS);
      if (words.some((word) => word !== 0)) put(more, words);
    }
    this.#slots = more;
  }
}

/** False where it is there. The nil UUID means a free slot: no server gives it to an entry. */
function put(slots: Uint32Array, words: Uint32Array): boolean {
  const [a = 0, b = 0, c = 0, d = 0] = words;
  // UUIDs of one server differ in few bits, which are to reach all of the place.
  let mixed = Math.imul(a ^ Math.imul(b, 0x85ebca6b) ^ Math.imul(c ^ d, 0xc2b2ae35), 0x9e3779b1);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  let at = WORDS * (((mixed ^ (mixed >>> 13)) >>> 0) % (slots.length / WORDS));
  for (;;) {
    const [w, x, y, z] = [slots[at], slots[at + 1], slots[at + 2], slots[at + 3]];
    if (w === a && x === b && y === c && z === d) return false;
    if (w === 0 && x === 0 && y === 0 && z === 0) break;
    at = (at + WORDS) % slots.length;
  }
  slots.set(words, at);
  return true;
}
