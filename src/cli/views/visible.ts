/** Text for a terminal: what comes from feed or directory moves no cursor, hides nothing and begins no line. */

/** Controls, invisible and reordering characters, line separators, halves of surrogate pairs. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** One line, each unseen character as `\u{1b}`. */
export const visibleLine = (text: string): string =>
  text.replaceAll(UNSEEN, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);

/** The same for text of several lines. */
export const visibleText = (text: string): string => text.split("\n").map(visibleLine).join("\n");

/** JSON that says the same with every unseen character as `\u001b`; its own line breaks stay. */
export const visibleJson = (json: string): string =>
  json.replaceAll(UNSEEN, (char) =>
    char === "\n"
      ? char
      : char
          .split("")
          .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
          .join(""),
  );
