/** Passwords that danhba makes: easy to copy from paper, and with a known amount of chance. */
import { judgePassword, type PasswordRules } from "./password-rules.ts";

/** Without l, o, i, I, O, 0 and 1, which are mistaken for one another on paper. */
const LOWER = "abcdefghjkmnpqrstuvwxyz";
const UPPER = "ABCDEFGHJKLMNPQRSTUVWXYZ";
const DIGIT = "23456789";
const ALPHABET = LOWER + UPPER + DIGIT;

const GROUP = 4;

/** `kfRt-8mQz-XwPa-7nHb`: the shortest of whole groups with more than `LEAST_BITS`. */
const LEAST_CHARACTERS = 16;

/** What a first password must have at least, so that a fast hash of it cannot be searched through. */
export const LEAST_BITS = 90;

/**
 * Every password with a lower-case letter, a capital and a digit is equally likely. The hyphens between the groups are
 * its special characters.
 * @param rules of the regulation for this account; longer ones make a longer password
 * @param randomBelow a uniform whole number from 0 up to, not including, its argument
 */
export function firstPassword(rules: PasswordRules, randomBelow: (limit: number) => number): string {
  const length = charactersFor(rules);
  if (passwordBits(length) < LEAST_BITS) throw new RangeError("too little chance in a password");
  for (;;) {
    const characters = Array.from({ length }, () => ALPHABET.charAt(randomBelow(ALPHABET.length)));
    if (![LOWER, UPPER, DIGIT].every((set) => characters.some((one) => set.includes(one)))) continue;
    const password = grouped(characters);
    if (judgePassword(password, rules) !== "OK") throw new RangeError("no first password meets the rules");
    return password;
  }
}

/**
 * Bits of chance in a password of so many characters, hyphens not counted: the logarithm of how many there are with
 * all three kinds, by inclusion and exclusion.
 */
export function passwordBits(characters: number): number {
  const [a, b, c] = [LOWER.length, UPPER.length, DIGIT.length];
  const words = (letters: number): bigint => BigInt(letters) ** BigInt(characters);
  const withAll =
    words(a + b + c) - words(b + c) - words(a + c) - words(a + b) + words(a) + words(b) + words(c);
  return Math.log2(Number(withAll));
}

/** Whole groups, with the hyphens at least as long as the rules want. */
function charactersFor({ minLength }: PasswordRules): number {
  const groups = Math.ceil(((minLength ?? 0) + 1) / (GROUP + 1));
  return Math.max(LEAST_CHARACTERS, groups * GROUP);
}

function grouped(characters: readonly string[]): string {
  const groups: string[] = [];
  for (let start = 0; start < characters.length; start += GROUP) {
    groups.push(characters.slice(start, start + GROUP).join(""));
  }
  return groups.join("-");
}
