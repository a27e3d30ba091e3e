/** Texts that are an attack on something behind danhba, or an accident: made from a seed, the same every time. */

/** Ordinary words of names, titles and units, so that a text is not refused for its first character alone. */
const WORDS = [
  "Nguyễn",
  "Trần",
  "Thị",
  "Văn",
  "Hương",
  "Đức",
  "Sở",
  "Phòng",
  "Nội",
  "vụ",
  "Ủy",
  "ban",
  "Bình",
];

/** By what they attack. */
const WEAPONS: Readonly<Record<string, readonly string[]>> = {
  ldap: [
    "*)(uid=*",
    ")(|(cn=*))",
    "\\2a",
    "\\00",
    ",ou=services",
    "+uid=admin",
    "cn=x\\,",
    "#04024869",
    "<GUID=1>",
    ";binary",
  ],
  sql: [
    "'); DROP TABLE hr.person;--",
    "' OR '1'='1",
    "$1",
    "$$;SELECT pg_sleep(9);$$",
    "\\'",
    "/*",
    "*/",
    "%s",
    "%00",
  ],
  ldif: [
    "\ndn: cn=admin",
    "\r\nchangetype: delete",
    "\n -",
    ":: Y249YWRtaW4=",
    "\n\nversion: 1",
    ":< file:///etc/passwd",
    "\n # x",
    "\n continued",
  ],
  csv: ['"', '""', ";", "\t", ",", "=HYPERLINK(1)", "+1", "-1+1", "@SUM(A1)", '","', "\r\n"],
  terminal: [
    "\u001b[31m",
    "\u001b]0;x\u0007",
    "\u0007",
    "\r",
    "\b\b",
    "\u009b2J",
    "\u007f",
    "\u2028",
    "\u2029",
    "\u202e",
    "\u2066",
    "\u200b",
    "\ufeff",
    "\u00ad",
  ],
  json: ['{"a":', "}]", "\\u0000", '\\"', "null", "\u2028]", "__proto__", "constructor"],
  shell: ["$(id)", "`id`", "| cat", "&& x", "../../etc/passwd", "$HOME", "%n"],
  letters: [
    "😀",
    "山田",
    "مرحبا",
    "\u0301\u0301\u0301",
    "ﬁ",
    "Ⅷ",
    "\ud83d\ude00\u200d",
    "\u{e0041}",
    "\u0378",
    "ẤẦẨ",
  ],
};
const FAMILIES = Object.keys(WEAPONS);

export interface HostileText {
  readonly text: string;
  /** What it attacks; `none` for ordinary words. */
  readonly family: string;
}

/** @param length how many texts; every family is among them equally often */
export function hostileTexts(length: number, seed: number): HostileText[] {
  const next = randomFrom(seed);
  const pick = <Value>(values: readonly Value[]): Value => values[next(values.length)] as Value;
  return Array.from({ length }, (_, index) => {
    const family = ["none", "long", ...FAMILIES][index % (FAMILIES.length + 2)] as string;
    if (family === "none") return { family, text: `${pick(WORDS)} ${pick(WORDS)} ${pick(WORDS)}` };
    const word = pick(WORDS);
    if (family === "long") return { family, text: `${word} `.repeat(30 + next(900)) };
    const weapon = pick(WEAPONS[family] ?? []);
    const shapes = [
      weapon,
      `${weapon}${word}`,
      `${word} ${weapon}`,
      `${word}${weapon}${pick(WORDS)}`,
      `${word} ${weapon} ${pick(WORDS)}`,
      `${word} ${pick(WORDS)} ${weapon}${pick(WEAPONS[pick(FAMILIES)] ?? [])}`,
    ];
    return { family, text: pick(shapes) };
  });
}

/** Whole numbers below a limit (mulberry32). */
function randomFrom(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}
