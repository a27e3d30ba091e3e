/** Vietnamese for what danhba itself says of a key of the settings, holidays or a profile; the rest is zod's locale. */
import type { Lang } from "./lang.ts";

/** The English message, with groups for what changes in it → Vietnamese, with `$1` and so on for them. */
const VI: readonly (readonly [RegExp, string])[] = [
  // any file
  [/^unknown key$/, "không có khóa này; xem tên khóa đúng trong README.md"],
  [/^cannot be read$/, "không đọc được"],
  [/^this (?:type word|form) stands twice$/, "mục này có hai lần"],
  [/^(.+) stands twice$/, "$1 có hai lần"],
  [
    /^the environment has neither (\S+) nor (\S+)$/,
    "biến môi trường $1 hoặc $2 chưa được đặt; hãy đặt một trong hai",
  ],
  // the settings
  [/^must not be empty$/, "không được để trống"],
  [/^is not a cron expression such as (.+)$/, "không phải là biểu thức cron, ví dụ $1"],
  [/^is not a DN such as (.+)$/, "không phải là DN, ví dụ $1"],
  [
    /^(?:must be )?lower-case letters, digits and hyphens$/,
    "phải là chữ thường không dấu, chữ số và gạch nối",
  ],
  [
    /^is not an age recipient such as age1… \(made by (.+)\)$/,
    "không phải là khóa nhận age, ví dụ age1… (tạo bằng $1)",
  ],
  [/^needs at least one recipient$/, "cần có ít nhất một khóa nhận"],
  [
    /^must be the name of a file in profiles\/ without \.yaml$/,
    "phải là tên một tập tin trong profiles/, không có .yaml",
  ],
  [/^must be a domain such as (.+)$/, "phải là tên miền, ví dụ $1"],
  [/^must hold at least one realm$/, "phải có ít nhất một vùng"],
  [/^is counted by group, not by agency$/, "được tính theo nhóm, không theo cơ quan"],
  // holidays
  [/^is not a day of (.+)$/, "không phải là ngày của năm $1"],
  [/^(.+) is no Saturday or Sunday$/, "$1 không phải là thứ Bảy hay Chủ nhật"],
  [/^(.+) is a day off too$/, "$1 cũng là ngày nghỉ"],
  [/^(.+) is not among the holidays$/, "$1 không có trong các ngày nghỉ"],
  // a profile
  [/^a clause such as (.+), without spaces$/, "phải là điều khoản, ví dụ $1, không có khoảng trắng"],
  [/^a lower-case domain name$/, "phải là tên miền viết thường"],
  [
    /^not a local part: a–z, 0–9 and inner dots, at most (\d+)$/,
    "không phải là tên hộp thư: chỉ a–z, 0–9 và dấu chấm ở giữa, nhiều nhất $1 ký tự",
  ],
  [/^an example is of a unit or of a person$/, "ví dụ phải là của một đơn vị hoặc của một người"],
  [/^an example needs address or finding$/, "ví dụ phải có address hoặc finding"],
  [/^"(.*)" is not in units\.types$/, '"$1" không có trong units.types'],
  [/^\{number\} and numberFrom belong together$/, "{number} và numberFrom phải đi cùng nhau"],
  [/^\{extension\} needs people\.extension$/, "{extension} cần có people.extension"],
  [/^\{agency\} stands last, after a dot$/, "{agency} phải đứng cuối, sau dấu chấm"],
  [/^a proposal has no \{number\} and no \{extension\}$/, "đề xuất không có {number} và {extension}"],
  [/^"(.*)" is not one of (.+) or a–z, 0–9, "\."$/, '"$1" không thuộc $2 hoặc a–z, 0–9, "."'],
  [/^an empty form makes no address$/, "dạng trống không tạo ra địa chỉ"],
  [/^(.*): the example says (.*), the rules give (.*)$/s, "$1: ví dụ ghi $2, quy tắc cho ra $3"],
];

/** @param message as a problem of a file has it */
export function keyProblemText(lang: Lang, message: string): string {
  if (lang === "en") return message;
  for (const [pattern, text] of VI) if (pattern.test(message)) return message.replace(pattern, text);
  return message;
}
