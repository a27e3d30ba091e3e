/** A SearchResultEntry as bytes: finds the values of its attributes, and makes text only of those that are asked for. */
import { READ_ATTRIBUTES } from "./attributes.ts";

/** An attribute by its number; -1: none that is read. */
const PLACES = new Map(READ_ATTRIBUTES.map((name, place) => [name.toLowerCase(), place]));
export const placeOf = (name: string): number => PLACES.get(name.toLowerCase()) ?? -1;

const [SEQUENCE, SET, OCTETS] = [0x30, 0x31, 0x04];
const CLASS = placeOf("objectClass");

/** One for many entries, one after the other; what it says is of the entry that it was last given. */
export class EntryReader {
  #message: Buffer = Buffer.alloc(0);
  #at = 0;
  /** Where the values of each attribute begin and end; -1: it has none. */
  readonly #begins = new Int32Array(READ_ATTRIBUTES.length);
  readonly #ends = new Int32Array(READ_ATTRIBUTES.length);
  dn = "";

  /**
   * @param start of the content of the SearchResultEntry (RFC 4511 §4.5.2)
   * @throws RangeError for what is none
   */
  read(message: Buffer, start: number): void {
    this.#message = message;
    this.#at = start;
    this.dn = this.#text(this.#enter(OCTETS));
    this.#begins.fill(-1);
    const end = this.#enter(SEQUENCE);
    while (this.#at < end) {
      const next = this.#enter(SEQUENCE);
      const nameEnd = this.#enter(OCTETS);
      const place = placeOf(message.toString("latin1", this.#at, nameEnd));
      this.#at = nameEnd;
      const valuesEnd = this.#enter(SET);
      if (place >= 0 && valuesEnd > this.#at) {
        this.#begins[place] = this.#at;
        this.#ends[place] = valuesEnd;
      }
      this.#at = next;
    }
  }

  has(place: number): boolean {
    return place >= 0 && (this.#begins[place] as number) >= 0;
  }

  /** First value of an attribute; empty where there is none. */
  first(place: number): string {
    if (!this.has(place)) return "";
    this.#at = this.#begins[place] as number;
    return this.#text(this.#enter(OCTETS));
  }

  /** All values of an attribute. */
  values(place: number): readonly string[] {
    const values: string[] = [];
    this.eachValue(place, (message, start, end) => values.push(message.toString("utf8", start, end)));
    return values;
  }

  /** Where the bytes of each value of an attribute are. */
  eachValue(place: number, take: (message: Buffer, start: number, end: number) => void): void {
    if (!this.has(place)) return;
    const last = this.#ends[place] as number;
    this.#at = this.#begins[place] as number;
    while (this.#at < last) {
      const end = this.#enter(OCTETS);
      take(this.#message, this.#at, end);
      this.#at = end;
    }
  }

  /** Where the values of an attribute are, each with its head. */
  region(place: number): { readonly message: Buffer; readonly begin: number; readonly end: number } {
    return {
      message: this.#message,
      begin: this.#begins[place] as number,
      end: this.#ends[place] as number,
    };
  }

  /** Something that is alike for entries with the same object classes in the same order; empty where there are none. */
  get classKey(): string {
    if (!this.has(CLASS)) return "";
    const { message, begin, end } = this.region(CLASS);
    return message.toString("latin1", begin, end);
  }

  #text(end: number): string {
    const text = this.#message.toString("utf8", this.#at, end);
    this.#at = end;
    return text;
  }

  /** Goes into the element that begins here, and says where it ends. */
  #enter(tag: number): number {
    const message = this.#message;
    if (message[this.#at] !== tag) throw new RangeError("not an entry");
    let length = message[this.#at + 1] as number;
    this.#at += 2;
    if (length >= 0x80) {
      let count = length & 0x7f;
      for (length = 0; count > 0; count -= 1) {
        length = length * 0x100 + (message[this.#at] as number);
        this.#at += 1;
      }
    }
    const end = this.#at + length;
    if (!(end <= message.length)) throw new RangeError("an entry that is cut off");
    return end;
  }
}
