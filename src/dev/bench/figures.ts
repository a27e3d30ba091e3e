/** Everything that is measured: its unit, what it includes, and what it is called. */
import type { Lang } from "../../texts/lang.ts";

export const CASE_NAMES = [
  "first-load",
  "verify",
  "memory",
  "idle-wake",
  "one-change",
  "renames",
  "group",
  "offline",
] as const;
/** In the order in which they are run: later ones change more of the loaded realm. */
export type CaseName = (typeof CASE_NAMES)[number];

export interface FigureText {
  readonly unit:
    | "entries"
    | "entries/s"
    | "renames"
    | "renames/s"
    | "members"
    | "s"
    | "ms"
    | "MB"
    | ""
    | "kB";
  /** For `results.json`: what the figure includes. */
  readonly includes: string;
  readonly label: Readonly<Record<Lang, string>>;
}

const figure = (unit: FigureText["unit"], includes: string, en: string, vi: string): FigureText => ({
  unit,
  includes,
  label: { en, vi },
});

const LOGGED =
  "from the start of the run on record to the newest log record: reading, planning, writing, logging";
const PROCESS = "the whole process: start of Node.js, connections, the run, projection, proof";
const PEAK = "greatest resident set of the danhba process (VmHWM)";

export const FIGURES = {
  entries: figure(
    "entries",
    "entries below the branches after the load, the base tree aside",
    "entries made",
    "mục được tạo",
  ),
  loadLogged: figure(
    "entries/s",
    `transactions: auto; ${LOGGED}`,
    "danhba, until the last is logged",
    "danhba, đến khi ghi xong nhật ký",
  ),
  loadProcess: figure(
    "entries/s",
    `transactions: auto; ${PROCESS}`,
    "danhba, the whole process",
    "danhba, cả tiến trình",
  ),
  loadPeak: figure("MB", `transactions: auto; ${PEAK}`, "danhba, peak memory", "danhba, bộ nhớ cao nhất"),
  loadPlainLogged: figure(
    "entries/s",
    `transactions: off; ${LOGGED}`,
    "danhba without transactions, until the last is logged",
    "danhba không dùng giao dịch, đến khi ghi xong nhật ký",
  ),
  loadPlainProcess: figure(
    "entries/s",
    `transactions: off; ${PROCESS}`,
    "danhba without transactions, the whole process",
    "danhba không dùng giao dịch, cả tiến trình",
  ),
  loadPlainPeak: figure(
    "MB",
    `transactions: off; ${PEAK}`,
    "danhba without transactions, peak memory",
    "danhba không dùng giao dịch, bộ nhớ cao nhất",
  ),
  ldapadd: figure(
    "entries/s",
    "ldapadd of the entries that danhba made (user attributes, groups with their members) as danhba's account over one connection into an equal empty server; the whole process",
    "ldapadd of the same entries",
    "ldapadd với cùng các mục",
  ),
  slapadd: figure(
    "entries/s",
    "slapadd -q of the same file into an equal empty server that is stopped; the whole process",
    "slapadd -q of the same entries",
    "slapadd -q với cùng các mục",
  ),
  verify: figure(
    "s",
    `a full sync that finds nothing to do; ${PROCESS}`,
    "danhba sync, nothing to do",
    "danhba sync, không có gì để làm",
  ),
  readBoth: figure(
    "s",
    "the two yardsticks below, one after the other",
    "ldapsearch + \\copy",
    "ldapsearch + \\copy",
  ),
  ldapsearch: figure(
    "s",
    "ldapsearch of every attribute that danhba reads, as danhba's account, in pages of 1,000, into a file; the whole process",
    "ldapsearch of the same attributes",
    "ldapsearch với cùng các thuộc tính",
  ),
  copy: figure(
    "s",
    "the realm's rows of hr.unit, hr.person and hr.appointment into files: psql \\copy, the whole process; where there is no psql, COPY by the server",
    "psql \\copy of the same rows",
    "psql \\copy với cùng các dòng",
  ),
  fullRunPeak: figure("MB", `a full sync that finds nothing to do; ${PEAK}`, "full run", "lần chạy đầy đủ"),
  idleTime: figure(
    "ms",
    "from a notification without a change to the daemon's last exchange with a server; includes settleMs (20)",
    "wake-up with nothing to do",
    "đánh thức mà không có gì để làm",
  ),
  idleCpu: figure(
    "ms",
    "processor time of the daemon for one such wake-up, a mean of several",
    "its processor time",
    "thời gian CPU",
  ),
  idleStatements: figure(
    "",
    "SQL statements that the daemon sent for it",
    "its SQL statements",
    "số câu SQL",
  ),
  idleOperations: figure(
    "",
    "LDAP operations that the daemon sent for it",
    "its LDAP operations",
    "số thao tác LDAP",
  ),
  phoneVisible: figure(
    "ms",
    "from the answer to COMMIT of a new telephone number in hr.person until a search shows it; includes settleMs (20)",
    "telephone number, until it shows",
    "số điện thoại, đến khi thấy được",
  ),
  transferVisible: figure(
    "ms",
    "the same for a transfer to another unit: unit and groups",
    "transfer, until it shows",
    "chuyển đơn vị, đến khi thấy được",
  ),
  renamed: figure(
    "renames",
    "people whose address changed in one run",
    "people renamed",
    "người được đổi địa chỉ",
  ),
  renamesLogged: figure(
    "renames/s",
    LOGGED,
    "danhba, until the last is logged",
    "danhba, đến khi ghi xong nhật ký",
  ),
  renamesProcess: figure("renames/s", PROCESS, "danhba, the whole process", "danhba, cả tiến trình"),
  renamesPeak: figure("MB", PEAK, "danhba, peak memory", "danhba, bộ nhớ cao nhất"),
  ldapmodify: figure(
    "renames/s",
    "ldapmodify of `danhba plan --ldif` over one connection on a copy of the directory; the whole process",
    "ldapmodify of the same changes",
    "ldapmodify với cùng các thay đổi",
  ),
  groupMembers: figure("members", "members of the large group", "large group", "nhóm lớn"),
  groupTime: figure(
    "ms",
    "from COMMIT of the change of one person's class until the large group has one member less, or more; includes settleMs (20)",
    "large group ± 1 member",
    "nhóm lớn ± 1 thành viên",
  ),
  groupOperations: figure(
    "",
    "LDAP operations for it, the daemon's whole run",
    "its LDAP operations",
    "số thao tác LDAP",
  ),
  groupBytes: figure(
    "kB",
    "what the daemon read from the directory for it",
    "bytes read from LDAP",
    "số byte đọc từ LDAP",
  ),
  smallGroupMembers: figure("members", "members of the small group", "small group", "nhóm nhỏ"),
  smallGroupTime: figure(
    "ms",
    "the same for the small group",
    "small group ± 1 member",
    "nhóm nhỏ ± 1 thành viên",
  ),
  smallGroupOperations: figure("", "the same for the small group", "its LDAP operations", "số thao tác LDAP"),
  smallGroupBytes: figure(
    "kB",
    "the same for the small group",
    "bytes read from LDAP",
    "số byte đọc từ LDAP",
  ),
  offlinePlan: figure("s", "plan --ldif into a file; the whole process", "plan --ldif", "plan --ldif"),
  offlineSlapadd: figure("s", "slapadd -q of that file; the whole process", "slapadd -q", "slapadd -q"),
  offlineAdopt: figure(
    "s",
    "the next sync, which adopts every entry and changes none; the whole process",
    "sync that adopts",
    "sync tiếp nhận",
  ),
  offlineRate: figure("entries/s", "all three steps", "all three steps", "cả ba bước"),
} as const satisfies Record<string, FigureText>;
export type FigureName = keyof typeof FIGURES;
