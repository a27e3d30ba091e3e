/** Passwords and names for throw-away services. */
import { randomInt } from "node:crypto";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** 24 letters and digits (142 bits): needs no quoting in a URL, a shell or LDIF. */
export const randomSecret = (): string => pick(ALPHABET, 24);

/** 12 lower-case letters, usable inside a database or folder name. */
export const randomName = (): string => pick(ALPHABET.slice(26, 52), 12);

const pick = (alphabet: string, length: number): string =>
  Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join("");
