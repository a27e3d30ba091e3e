/** Signs in one name that its text was decoded with the wrong table (TCVN3, VNI, VIQR, cp1258, lost characters). */

/** Letters that Unicode Vietnamese has and that no text of a legacy 8-bit table shows when misread. */
const SURELY_UNICODE = /[ĂăĐđĨĩŨũƠơƯư\u1EA0-\u1EF9]|\p{L}[\u0300-\u0303\u0306\u0309\u031B\u0323]/u;

/** Latin-1 and Windows-1252 characters that no Vietnamese word has; misread bytes show as these. */
const IMPOSSIBLE = /[\u0080-\u009F¡-©ª-¬®-³µ-¿ÄÅÆÇËÎÏÖ×ØÛÜÞßäåæçëîïö÷øûüþÿŒœŠšŸŽžƒˆ˜†‡•‰‹›™„€]/u;

/** VNI writes the mark as a second letter after a or e: `Traàn`, `Nguyeãn`. */
const DOUBLED_VOWEL = /[aA][àáâãèéêÀÁÂÃÈÉÊ]|[eE][àáâãèéêÀÁÂÃÈÉÊ]/u;

/** TCVN3 shows ấ as Ê, ễ as Ô: a capital vowel inside a word of small letters (`TuÊn`). */
const CAPITAL_INSIDE = /\p{Ll}[ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝ](?:\p{Ll}|$)/u;

/** VIQR writes marks as ASCII signs: `Nguye^~n`, `Va(n`, `To+`. */
const VIQR = /[aeo]\^|[a-z]~|a\([a-z](?![^(]*\))|[ou]\+/i;

/** A character that a conversion lost. */
const LOST = /\uFFFD|\p{L}\?\p{L}/u;

/**
 * Whether this name alone shows a wrong encoding (domain.md §3.4). A name can be wrong without a sign (0.5 % of
 * TCVN3 names look like good Unicode): only the whole column tells those.
 */
export function isEncodingSuspect(raw: string): boolean {
  if (LOST.test(raw)) return true;
  if (SURELY_UNICODE.test(raw)) return false;
  return IMPOSSIBLE.test(raw) || DOUBLED_VOWEL.test(raw) || CAPITAL_INSIDE.test(raw) || VIQR.test(raw);
}
