/** What is wrong with a delivered file and how to mend it, in Vietnamese and English. */
import type { Params } from "../model/finding.ts";
import type { ImportProblem, ImportProblemCode } from "../model/import-problem.ts";
import type { Lang } from "./lang.ts";

type Text = (params: Params) => string;

/** More lines than this hide the first ones; the rest is given as a number. */
const SHOWN_PROBLEMS = 50;

const KINDS: Readonly<Record<Lang, Readonly<Record<string, string>>>> = {
  vi: { units: "đơn vị", people: "nhân sự", appointments: "vị trí công tác" },
  en: { units: "units", people: "people", appointments: "appointments" },
};

const MEASURES: Readonly<Record<Lang, Readonly<Record<string, string>>>> = {
  vi: { bytes: "byte sau khi giải nén", texts: "chuỗi văn bản", cells: "ô" },
  en: { bytes: "bytes when unpacked", texts: "texts", cells: "cells" },
};

const kindOf = (lang: Lang, { kind }: Params): string => KINDS[lang][String(kind)] ?? String(kind);

/** " (UTF-16)" where the encoding was recognised. */
const guess = ({ encoding }: Params): string => (encoding === "" ? "" : ` (${encoding})`);

/** The params of each code are listed in `IMPORT_PROBLEM_PARAMS`. */
export const IMPORT_PROBLEM_TEXTS: Readonly<Record<Lang, Readonly<Record<ImportProblemCode, Text>>>> = {
  vi: {
    NO_FILES: () => "Không có tập tin nào. Hãy nêu ít nhất một tập tin CSV hoặc XLSX.",
    DECLARED_COUNT: (p) =>
      `Bên gửi khai báo ${p.declared} dòng ${kindOf("vi", p)} nhưng tập tin có ${p.found}. Hãy xuất lại dữ liệu hoặc sửa số khai báo.`,
    DECLARED_SHA256: (p) =>
      `Bên gửi khai báo mã SHA-256 ${p.declared} nhưng các tập tin có mã ${p.found}. Tập tin bị hỏng, bị sửa hoặc thiếu trên đường truyền; hãy nhận lại từ bên gửi.`,
    UNSUPPORTED_FORMAT: (p) =>
      `Tập tin có định dạng ${p.format}, không đọc được. Hãy lưu thành .xlsx hoặc CSV UTF-8.`,
    NOT_UTF8: (p) =>
      `Byte thứ ${p.offset} (tính từ 0) không phải UTF-8${guess(p)}. Hãy lưu lại tập tin dưới dạng "CSV UTF-8". Nếu biết chắc dữ liệu là TCVN3, VNI hoặc Windows-1258, hãy nạp với --encoding tcvn3, vni hoặc cp1258.`,
    BAD_QUOTES: () =>
      'Dấu ngoặc kép không khép đúng trong dòng bắt đầu từ đây. Hãy viết dấu ngoặc kép trong ô thành "" và đặt cả ô trong ngoặc kép.',
    NO_HEADINGS: () => "Tập tin trống. Dòng đầu phải là tên các cột.",
    PASSWORD_PROTECTED: () =>
      "Tập tin được bảo vệ bằng mật khẩu. Hãy bỏ mật khẩu trong Excel rồi lưu lại dưới dạng .xlsx.",
    BAD_WORKBOOK: (p) =>
      `Phần ${p.part} của tập tin Excel bị hỏng hoặc thiếu. Hãy mở bằng Excel rồi lưu lại dưới dạng .xlsx.`,
    WORKBOOK_TOO_LARGE: (p) =>
      `Tập tin Excel quá lớn: vượt giới hạn ${p.limit} (${MEASURES.vi[String(p.measure)] ?? p.measure}). Hãy bỏ các trang tính thừa, chia nhỏ dữ liệu hoặc lưu thành CSV UTF-8.`,
    UNRECOGNISED_FILE: (p) =>
      `Không nhận ra loại dữ liệu từ dòng tên cột: ${p.headings}. Hãy dùng tên cột của bảng đơn vị, nhân sự hoặc vị trí công tác.`,
    NO_ROWS: (p) =>
      `Lần nạp toàn bộ không có dòng ${kindOf("vi", p)} nào nên sẽ xóa hết dữ liệu loại này. Hãy kiểm tra tập tin hoặc nạp ở chế độ delta.`,
    UNKNOWN_COLUMN: (p) =>
      `Không biết cột "${p.heading}". Cột gần giống nhất là "${p.nearest}". Hãy sửa tên cột hoặc bỏ cột này.`,
    UNWANTED_COLUMN: (p) =>
      `Cột "${p.heading}" là dữ liệu cá nhân không được đưa vào danh bạ. Hãy bỏ cột này trước khi gửi.`,
    REPEATED_COLUMN: (p) => `Cột "${p.heading}" trùng với một cột trước. Hãy giữ lại một cột.`,
    MISSING_COLUMN: (p) => `Bảng ${kindOf("vi", p)} thiếu cột bắt buộc "${p.label}". Hãy thêm cột này.`,
    ENCODING: (p) =>
      `${p.confidence} % ô có dấu là tiếng Việt nếu đọc theo bảng mã ${p.encoding}, còn để nguyên thì ${p.asTheyStand} %. Mẫu: ${p.samples}. Nếu đúng, hãy nạp lại với --encoding ${p.encoding} (một bảng mã cho mỗi lần nạp); nếu văn bản đã đúng, dùng --encoding utf8.`,
    RAGGED_ROW: (p) =>
      `Dòng có ${p.cells} ô trong khi dòng tên cột có ${p.expected}. Hãy kiểm tra dấu phân cách và dấu ngoặc kép của dòng này.`,
    DUPLICATE_KEY: (p) =>
      `Mã "${p.key}" đã có ở dòng ${p.otherLine} của ${p.otherFile}. Hãy giữ lại một dòng hoặc sửa mã.`,
    EMPTY_VALUE: () => "Ô trống nhưng bắt buộc phải có giá trị. Hãy điền vào.",
    FORMULA_ERROR: (p) => `Công thức trong ô cho lỗi ${p.value}. Hãy sửa công thức hoặc gõ giá trị.`,
    FORMULA_WITHOUT_VALUE: () =>
      "Công thức trong ô chưa có kết quả được lưu. Hãy mở bằng Excel rồi lưu lại, hoặc gõ giá trị.",
    BAD_CHARACTER: (p) => `Ký tự ${p.character} ở vị trí ${p.position} không được phép. Hãy xóa ký tự này.`,
    TOO_LONG: (p) => `Giá trị dài ${p.length} ký tự, tối đa ${p.limit}. Hãy rút ngắn.`,
    BAD_DAY: (p) =>
      `"${p.value}" không phải là ngày có thật. Hãy viết dd/mm/yyyy hoặc yyyy-mm-dd, từ năm 1900.`,
    BAD_TIME: (p) =>
      `"${p.value}" không phải là thời điểm hợp lệ. Hãy viết dd/mm/yyyy, dd/mm/yyyy hh:mm hoặc yyyy-mm-ddThh:mm:ss+07:00.`,
    BAD_RANK: (p) =>
      `"${p.value}" không phải là cấp lãnh đạo. Hãy viết số nguyên từ 0 đến 32767 (1 là cao nhất).`,
    UNKNOWN_WORD: (p) => `Không biết giá trị "${p.value}". Các giá trị được dùng: ${p.allowed}.`,
  },
  en: {
    NO_FILES: () => "There is no file. Name at least one CSV or XLSX file.",
    DECLARED_COUNT: (p) =>
      `The sender declared ${p.declared} rows of ${kindOf("en", p)}, the files hold ${p.found}. Export again or correct the declared number.`,
    DECLARED_SHA256: (p) =>
      `The sender declared SHA-256 ${p.declared}, the files have ${p.found}. They were damaged, changed or left out on the way: have them sent again.`,
    UNSUPPORTED_FORMAT: (p) =>
      `The file is ${p.format}, which cannot be read. Save it as .xlsx or CSV UTF-8.`,
    NOT_UTF8: (p) =>
      `The byte at offset ${p.offset} is not UTF-8${guess(p)}. Save the file as "CSV UTF-8". If the data is surely TCVN3, VNI or Windows-1258, import it with --encoding tcvn3, vni or cp1258.`,
    BAD_QUOTES: () =>
      'A quote is not closed properly in the row that begins here. Write a quote inside a cell as "" and put the whole cell in quotes.',
    NO_HEADINGS: () => "The file is empty. Its first line must name the columns.",
    PASSWORD_PROTECTED: () =>
      "The file is protected by a password. Remove the password in Excel and save it again as .xlsx.",
    BAD_WORKBOOK: (p) =>
      `Part ${p.part} of the workbook is damaged or missing. Open it in Excel and save it again as .xlsx.`,
    WORKBOOK_TOO_LARGE: (p) =>
      `The workbook is too large: more than ${p.limit} (${MEASURES.en[String(p.measure)] ?? p.measure}). Remove sheets that are not needed, divide the data, or save it as CSV UTF-8.`,
    UNRECOGNISED_FILE: (p) =>
      `The headings show no known kind of data: ${p.headings}. Use the column names of units, people or appointments.`,
    NO_ROWS: (p) =>
      `The full delivery has no row of ${kindOf("en", p)} and would remove all of them. Check the file or load it in mode delta.`,
    UNKNOWN_COLUMN: (p) =>
      `Unknown column "${p.heading}". The nearest known one is "${p.nearest}". Correct the heading or remove the column.`,
    UNWANTED_COLUMN: (p) =>
      `Column "${p.heading}" is personal data that must not enter the directory. Remove it before sending.`,
    REPEATED_COLUMN: (p) => `Column "${p.heading}" repeats an earlier one. Keep one of them.`,
    MISSING_COLUMN: (p) =>
      `The table of ${kindOf("en", p)} lacks this required column ("${p.label}"). Add it.`,
    ENCODING: (p) =>
      `${p.confidence} % of the cells with marks are Vietnamese when read as ${p.encoding}, ${p.asTheyStand} % as they stand. Samples: ${p.samples}. If they are right, import again with --encoding ${p.encoding} (one encoding a delivery); if the text is right as it is, with --encoding utf8.`,
    RAGGED_ROW: (p) =>
      `The row has ${p.cells} cells, the heading line ${p.expected}. Check the delimiters and quotes of the row.`,
    DUPLICATE_KEY: (p) =>
      `The key "${p.key}" is already in line ${p.otherLine} of ${p.otherFile}. Keep one row or correct the key.`,
    EMPTY_VALUE: () => "The cell is empty and must have a value. Fill it in.",
    FORMULA_ERROR: (p) => `The formula in the cell gives the error ${p.value}. Correct it or type the value.`,
    FORMULA_WITHOUT_VALUE: () =>
      "The formula in the cell has no stored result. Open the file in Excel and save it, or type the value.",
    BAD_CHARACTER: (p) => `Character ${p.character} at position ${p.position} is not allowed. Remove it.`,
    TOO_LONG: (p) => `The value has ${p.length} characters, at most ${p.limit} are allowed. Shorten it.`,
    BAD_DAY: (p) => `"${p.value}" is not a real day. Write dd/mm/yyyy or yyyy-mm-dd, from the year 1900 on.`,
    BAD_TIME: (p) =>
      `"${p.value}" is not a valid time. Write dd/mm/yyyy, dd/mm/yyyy hh:mm or yyyy-mm-ddThh:mm:ss+07:00.`,
    BAD_RANK: (p) =>
      `"${p.value}" is not a leadership rank. Write a whole number from 0 to 32767 (1 is the highest).`,
    UNKNOWN_WORD: (p) => `Unknown value "${p.value}". Known values: ${p.allowed}.`,
  },
};

/** One line: `people.csv:12 [birth_date] BAD_DAY: …`, of a workbook `people.xlsx:Sheet1!12 [birth_date] …`. */
export function importProblemLine(problem: ImportProblem, lang: Lang): string {
  const { file, sheet, line, column, code, params } = problem;
  const row = line === null ? "" : sheet === undefined ? `:${line}` : `:${sheet}!${line}`;
  const place = `${file ?? ""}${row}${column === null ? "" : ` [${column}]`}`.trim();
  return `${place === "" ? "" : `${place} `}${code}: ${IMPORT_PROBLEM_TEXTS[lang][code](params)}`;
}

/** The first problems, one a line, and how many there are in all when some are left out. */
export function importProblemLines(problems: readonly ImportProblem[], lang: Lang): string[] {
  const lines = problems.slice(0, SHOWN_PROBLEMS).map((problem) => importProblemLine(problem, lang));
  const left = problems.length - lines.length;
  if (left === 0) return lines;
  const total = problems.length;
  return [
    ...lines,
    lang === "vi"
      ? `… và ${left} lỗi nữa, tổng cộng ${total}.`
      : `… and ${left} more, ${total} problems in all.`,
  ];
}
