/** Generated names: Vietnamese ones from short lists, and text that nobody should type. */
import fc from "fast-check";

export const FAMILY = [
  "Nguyễn",
  "Trần",
  "Lê",
  "Phạm",
  "Đặng",
  "Võ",
  "Thạch",
  "Sơn",
  "Lý",
  "Ứng",
  "Ông",
  "Néang",
  "K'",
  "Hồ",
];
export const MIDDLE = [
  "Văn",
  "Thị",
  "Thị Thu",
  "Hoàng",
  "Hữu",
  "Minh",
  "Ngọc",
  "Đức",
  "Quỳnh",
  "Ý",
  "Kim",
  "Thanh",
];
export const GIVEN = [
  "An",
  "Bình",
  "Thủy",
  "Hòa",
  "Hoà",
  "Phượng",
  "Đức",
  "Ơn",
  "Ngọc",
  "Ánh",
  "Út",
  "Lằn",
  "Nghĩa",
  "Quý",
];

export const vietnameseName = fc
  .tuple(fc.constantFrom(...FAMILY), fc.option(fc.constantFrom(...MIDDLE)), fc.constantFrom(...GIVEN))
  .map((words) => words.filter((word) => word !== null).join(" "));

const HOSTILE = [
  "*)(uid=*",
  `'; DROP TABLE hr.person; --`,
  "cn=admin,dc=vn",
  "\0",
  "\n",
  "\u202E",
  "\u200B",
  "\uFEFF",
  "😀",
  "阮文安",
  "'",
  "-",
  "(",
  ")",
  ",",
  ".",
  "/",
  " - ",
  "ThS.",
  "Đ/c",
  "Giám đốc",
  "B",
  "k'",
  "ǆ",
  "ﬀ",
  "İ",
  "ı",
  "ß",
  "\uD800",
  "e\u0301\u0301\u0301\u0301",
  "Nguy\u00D4n",
];

/** Any Unicode text, hostile fragments, and names with such fragments inside. */
export const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.string({ unit: "grapheme", maxLength: 40 }),
  fc
    .array(fc.oneof(fc.constantFrom(...HOSTILE, ...FAMILY, ...MIDDLE, ...GIVEN), fc.constant(" ")), {
      maxLength: 8,
    })
    .map((pieces) => pieces.join("")),
  fc.constantFrom("x".repeat(500), "(".repeat(3000), " ".repeat(3000), "- ".repeat(90)),
);
