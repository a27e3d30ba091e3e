/** Marks of members, which add up: whether two lists of members are alike without holding both. */
import type { MemberMark } from "../model/entry.ts";

export interface Marks {
  markOf(dn: string): bigint;
  sumOf(values: readonly string[]): MemberMark;
  add(mark: MemberMark, added: readonly string[], removed: readonly string[]): MemberMark;
}

export function openMarks(_key: string): Marks {
  throw new TypeError("marks");
}
