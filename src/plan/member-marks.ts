/** Marks of members, which add up to the mark of a group: so that members are compared without a list of them. */
import { dnKey, type MemberMark, type ObservedEntry } from "../model/entry.ts";
import { KeyedHash } from "./keyed-hash.ts";

/** Counts members one by one; also from the bytes that LDAP sends, of which no text is made. */
export interface MarkSum {
  add(dn: string): void;
  /** A DN in UTF-8 between two places of `bytes`. */
  addBytes(bytes: Uint8Array, start: number, end: number): void;
  total(): MemberMark;
}

export interface MemberMarks {
  /** Of one DN, in any spelling: a number of 64 bits with a sign, in decimal. */
  markOf(dn: string): string;
  /** Of all values of `member`. */
  sumOf(dns: Iterable<string>): MemberMark;
  /** What a group's mark becomes when these come, who were not in it, and these go, who were. */
  add(mark: MemberMark, added: Iterable<string>, removed: Iterable<string>): MemberMark;
  openSum(): MarkSum;
}

/** Lower halves are below 2^32: so many of them still add up exactly. */
const EXACT_SUMS = 2 ** 20;
const HALF = 0x1_0000_0000;
const ASCII_END = 0x80;

/**
 * A mark is a hash of the whole DN under a secret key, 64 bits of it. Whoever may write the directory but does not know
 * the key cannot choose members that add up alike; and by chance two lists do so once in 2^64. No mark leaves the
 * database, so that the key stays secret without a cryptographic hash, which would take several times as long.
 * @param key of the realm, in hex, at least 16 digits
 * @param placeholderDn the member of groups that have none, which is not counted
 */
export function openMarks(key: string, placeholderDn: string): MemberMarks {
  const hash = new KeyedHash(Buffer.from(key, "hex"));
  let lowered = new Uint8Array(1024);

  const update = (dn: string): void => {
    const bytes = Buffer.from(dnKey(dn));
    hash.update(bytes, bytes.length);
  };
  /** As `dnKey` has it, in place; beyond ASCII by way of text. */
  const updateBytes = (bytes: Uint8Array, start: number, end: number): void => {
    const length = end - start;
    if (length > lowered.length) lowered = new Uint8Array(2 * length);
    for (let at = 0; at < length; at += 1) {
      const byte = bytes[start + at] as number;
      if (byte >= ASCII_END) {
        update(Buffer.from(bytes.subarray(start, end)).toString());
        return;
      }
      lowered[at] = byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
    }
    hash.update(lowered, length);
  };
  update(placeholderDn);
  const placeholder = { high: hash.high, low: hash.low };

  const openSum = (): MarkSum => {
    let count = 0;
    let [high, low] = [0, 0];
    const take = (): void => {
      if (hash.low === placeholder.low && hash.high === placeholder.high) return;
      count += 1;
      high += hash.high;
      low += hash.low;
      if (count % EXACT_SUMS !== 0) return;
      high += Math.floor(low / HALF);
      low %= HALF;
    };
    return {
      add: (dn) => {
        update(dn);
        take();
      },
      addBytes: (bytes, start, end) => {
        updateBytes(bytes, start, end);
        take();
      },
      total: () => ({ count, sum: String(joined(high, low)) }),
    };
  };
  const sumOf = (dns: Iterable<string>): MemberMark => {
    const sum = openSum();
    for (const dn of dns) sum.add(dn);
    return sum.total();
  };
  return {
    markOf: (dn) => {
      update(dn);
      return String(joined(hash.high, hash.low));
    },
    sumOf,
    add: (mark, added, removed) => {
      const [more, fewer] = [sumOf(added), sumOf(removed)];
      return {
        count: mark.count + more.count - fewer.count,
        sum: String(BigInt(mark.sum) + BigInt(more.sum) - BigInt(fewer.sum)),
      };
    },
    openSum,
  };
}

/** Of a group with nobody in it but the placeholder. */
export const NO_MEMBERS: MemberMark = { count: 0, sum: "0" };

const joined = (high: number, low: number): bigint => BigInt(high) * BigInt(HALF) + BigInt(low);

export const isSameMark = (a: MemberMark | null, b: MemberMark | null): boolean =>
  a === b || (a !== null && b !== null && a.count === b.count && a.sum === b.sum);

/** Whether an entry has members, also where they were not read. */
export const isGroup = ({ attributes }: Pick<ObservedEntry, "attributes">): boolean =>
  (attributes.objectClass ?? []).some((name) => name.toLowerCase() === "groupofnames");
