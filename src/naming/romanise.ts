/** Vietnamese letters to plain `a`–`z`, and keys that compare syllables whatever their case or tone placement. */

/** Every combining mark. */
const MARKS = /\p{M}+/gu;

/**
 * Lower case without diacritics: `Nguyễn Đức` → `nguyen duc`. Other scripts stay as they are; idempotent and
 * independent of the locale (domain.md §3.1 step 7).
 */
export function romanise(text: string): string {
  return text.toLowerCase().normalize("NFD").replace(MARKS, "").replaceAll("đ", "d");
}

/**
 * Equal for two spellings of one syllable or phrase that differ in case, normal form or the place of the tone
 * mark (`Hòa`, `HOÀ`); different where a letter or a mark differs (`xã`, `xà`).
 */
export function spellingKey(text: string): string {
  return text
    .toLowerCase()
    .normalize("NFD")
    .split(" ")
    .map((syllable) => {
      const marks = (syllable.match(/\p{M}/gu) ?? []).toSorted();
      return syllable.replace(MARKS, "") + marks.join("");
    })
    .join(" ");
}

/** How many groups of vowels a romanised word has; a Vietnamese syllable has one. */
export function countVowelGroups(romanised: string): number {
  return romanised.match(/[aeiouy]+/g)?.length ?? 0;
}
