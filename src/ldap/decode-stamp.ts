/** A SearchResultEntry as bytes → what is compared of the entry, without making text of its values. */
import { hash } from "node:crypto";
import { LOCKED_FOR_GOOD } from "../model/entry.ts";
import type { EntryStamp } from "../ports/directory-port.ts";
import { isUnhashed } from "../plan/entry-hash.ts";
import type { MemberMarks } from "../plan/member-marks.ts";
import { READ_ATTRIBUTES } from "./attributes.ts";

/** In order of their names, as `entryHash` takes them. */
const HASHED = READ_ATTRIBUTES.filter(
  (name) => !isUnhashed(name) && name !== "entryUUID" && name !== "entryCSN",
).sort();

/** What a scan asks the server for. */
export const STAMP_ATTRIBUTES: readonly string[] = [...HASHED, "entryUUID", "entryCSN", "member"];

const PLACES = new Map(STAMP_ATTRIBUTES.map((name, place) => [name.toLowerCase(), place]));
const NAME_BYTES = STAMP_ATTRIBUTES.map((name) => Buffer.from(name));
const placeOf = (name: string): number => PLACES.get(name.toLowerCase()) ?? -1;
const [UUID, CSN, MEMBER] = [placeOf("entryUUID"), placeOf("entryCSN"), placeOf("member")];
const [ID, LOCK, CLASS] = [placeOf("danhbaId"), placeOf("pwdAccountLockedTime"), placeOf("objectClass")];

const [SEQUENCE, SET, OCTETS] = [0x30, 0x31, 0x04];
/** Bytes that the hashed part of nearly every entry fits in. */
const ROOM = 4096;

export class StampDecoder {
  readonly #marks: MemberMarks;
  #message: Buffer = Buffer.alloc(0);
  #at = 0;
  /** Where the values of each attribute begin and end; -1: it has none. */
  readonly #begins = new Int32Array(STAMP_ATTRIBUTES.length);
  readonly #ends = new Int32Array(STAMP_ATTRIBUTES.length);
  #form = Buffer.allocUnsafe(ROOM);
  #filled = 0;

  constructor(marks: MemberMarks) {
    this.#marks = marks;
  }

  /**
   * @param start of the content of the SearchResultEntry
   * @returns the stamp, in which what the server did not show is empty
   * @throws RangeError for what is none
   */
  decode(message: Buffer, start: number): EntryStamp {
    this.#message = message;
    this.#at = start;
    const dn = this.#text(this.#enter(OCTETS));
    this.#findValues();
    return {
      dn,
      entryUuid: this.#first(UUID),
      entryCsn: this.#first(CSN),
      danhbaId: this.#has(ID) ? this.#first(ID) : null,
      hash: this.#hash(),
      members: this.#has(MEMBER) ? this.#sumMembers() : null,
    };
  }

  /** Whether the entry that was decoded last has the attribute. */
  has(name: string): boolean {
    return this.#has(placeOf(name));
  }

  /** Something that is alike for entries with the same object classes in the same order; empty where there are none. */
  get classKey(): string {
    return this.#has(CLASS)
      ? this.#message.toString("latin1", this.#begins[CLASS] as number, this.#ends[CLASS] as number)
      : "";
  }

  /** All values of an attribute of that entry. */
  valuesOf(name: string): readonly string[] {
    const place = placeOf(name);
    if (!this.#has(place)) return [];
    const values: string[] = [];
    this.#at = this.#begins[place] as number;
    while (this.#at < (this.#ends[place] as number)) values.push(this.#text(this.#enter(OCTETS)));
    return values;
  }

  #first(place: number): string {
    if (!this.#has(place)) return "";
    this.#at = this.#begins[place] as number;
    return this.#text(this.#enter(OCTETS));
  }

  #has(place: number): boolean {
    return place >= 0 && (this.#begins[place] as number) >= 0;
  }

  #findValues(): void {
    this.#begins.fill(-1);
    const end = this.#enter(SEQUENCE);
    while (this.#at < end) {
      const next = this.#enter(SEQUENCE);
      const nameEnd = this.#enter(OCTETS);
      const place = PLACES.get(this.#message.toString("latin1", this.#at, nameEnd).toLowerCase());
      this.#at = nameEnd;
      const valuesEnd = this.#enter(SET);
      if (place !== undefined && valuesEnd > this.#at) {
        this.#begins[place] = this.#at;
        this.#ends[place] = valuesEnd;
      }
      this.#at = next;
    }
  }

  #hash(): string {
    this.#filled = 0;
    for (let place = 0; place < HASHED.length; place += 1) {
      if (!this.#has(place) || (place === LOCK && !this.#isLockedForGood())) continue;
      const name = NAME_BYTES[place] as Buffer;
      this.#append(name, 0, name.length);
      this.#at = this.#begins[place] as number;
      const end = this.#ends[place] as number;
      const firstEnd = this.#enter(OCTETS);
      if (firstEnd === end) this.#append(this.#message, this.#begins[place] as number, end);
      else this.#appendInOrder(this.#begins[place] as number, end);
    }
    return hash("sha256", this.#form.subarray(0, this.#filled));
  }

  #isLockedForGood(): boolean {
    this.#at = this.#begins[LOCK] as number;
    while (this.#at < (this.#ends[LOCK] as number)) {
      const end = this.#enter(OCTETS);
      if (this.#message.toString("latin1", this.#at, end) === LOCKED_FOR_GOOD) return true;
      this.#at = end;
    }
    return false;
  }

  #appendInOrder(begin: number, end: number): void {
    const values: Buffer[] = [];
    this.#at = begin;
    while (this.#at < end) {
      const from = this.#at;
      this.#at = this.#enter(OCTETS);
      values.push(this.#message.subarray(from, this.#at));
    }
    for (const value of values.sort(Buffer.compare)) this.#append(value, 0, value.length);
  }

  #append(bytes: Buffer, from: number, to: number): void {
    const filled = this.#filled + to - from;
    if (filled > this.#form.length) {
      const more = Buffer.allocUnsafe(2 * filled);
      this.#form.copy(more, 0, 0, this.#filled);
      this.#form = more;
    }
    bytes.copy(this.#form, this.#filled, from, to);
    this.#filled = filled;
  }

  #sumMembers(): EntryStamp["members"] {
    const sum = this.#marks.openSum();
    this.#at = this.#begins[MEMBER] as number;
    while (this.#at < (this.#ends[MEMBER] as number)) {
      const end = this.#enter(OCTETS);
      sum.addBytes(this.#message, this.#at, end);
      this.#at = end;
    }
    return sum.total();
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
