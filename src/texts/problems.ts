/** What is wrong with an argument or a setting, by the code that stands in the `problem` param of an error. */
import type { Params } from "../model/finding.ts";
import type { Lang } from "./lang.ts";

type Text = (params: Params) => string;

const EN = {
  UNREADABLE: () => "cannot be read",
  UNKNOWN: () => "is unknown",
  CHOOSE_REALM: (p: Params) => `name one of: ${p.known}`,
  UNKNOWN_REALM: (p: Params) => `is unknown; configured: ${p.known}`,
  NAME_OUTPUT_FILE: () => "name the file to write",
  UNUSABLE_PROFILE: () => "cannot be used",
  BAD_BATCH: (p: Params) => `${p.count} problem(s)`,
  NOT_JSON: (p: Params) => `is not JSON: ${p.reason}`,
  OTHER_DIGEST: (p: Params) => `does not have the digest ${p.digest}`,
  OTHER_REALM: (p: Params) => `is of realm ${p.is}, not ${p.wanted}`,
  NOT_A_PLAN: () => "is not what `danhba plan --json` writes",
  NOT_ONE_OF: (p: Params) => `is not one of ${p.known}`,
  NOT_A_RUN: () => "is not the number of a run",
  STILL_RUNNING: () => "is a run that is not over yet",
  NOTHING_DONE: () => "is a run that changed nothing",
  UNDO_ORDERED: (p: Params) => `is to be undone already, as ${p.operator} ordered; see: danhba runs`,
  UNDONE_ALREADY: (p: Params) =>
    `was undone already, as ${p.operator} ordered; to have it again, approve what the runs since hold`,
  NEEDED_WITHOUT: (p: Params) => `is needed without ${p.other}`,
  NOT_AN_OPEN_DECISION: () => "is not a decision that waits; see: danhba decisions",
  ONE_ANSWER: () => "give either --local-part or --keep",
  ONE_OWNER: () => "one local part answers one decision",
  NOT_A_LOCAL_PART: () =>
    "must be lower-case letters and digits, parts joined by single dots, a letter first",
  TAKEN_BY: (p: Params) => `belongs to ${p.holder} and is never given to anybody else`,
  NOTHING_TO_KEEP: () => "there is no address to keep; decide one with --local-part",
  NOT_A_STANDING_ORDER: () => "is not an order that stands; see: danhba orders",
  NOT_AN_OPEN_NOTICE: () => "is not a notice that waits; see: danhba notices",
  NEEDED_WITH: (p: Params) => `is needed with ${p.kind}`,
  ONLY_WITH: (p: Params) => `goes only with ${p.kind}`,
  NO_ACCOUNT: () => "has and had no account here",
  SEVERAL_ACCOUNTS: (p: Params) => `has several accounts; name one: ${p.known}`,
  NOT_A_MAILBOX_OF_AN_AGENCY: () => "is not an agency's mailbox",
  NOT_IN_THE_FEED: () => "is not a person of the feed",
  NOT_DISABLED: (p: Params) => `is not revoked but ${p.status}; only a revoked account can be deleted`,
  UNKNOWN_SUBJECT: () => "is neither a person of the feed nor an address",
  NOT_POSITIVE: () => "is not a whole number from 1",
  NOT_A_COUNT: () => "is not a whole number from 0",
  NOT_A_DIGEST: () => "is not a SHA-256 in 64 hexadecimal digits",
  NOT_A_TIME: () => "is not a time such as 2026-11-21T08:00:00+07:00 or 21/11/2026 08:00",
  NOT_AN_ED25519_KEY: () => "is not an Ed25519 key in PEM, without a passphrase",
  NOT_A_CHECKPOINT: () => "is not what `danhba log checkpoint` writes",
  OTHER_KEY: (p: Params) => `is signed with the key ${p.is}, not with the one given (${p.wanted})`,
  WRONG_SIGNATURE: () => "its signature is wrong: it was altered",
  TRANSACTIONS_NOT_OFFERED: () =>
    "is on, and the server offers no transactions (RFC 5805); set auto, or use OpenLDAP 2.5 or later",
  MONITOR_NOT_READABLE: () =>
    "is on, and danhba's account cannot read cn=Monitor, without which transactions are not safe; allow that as in docker/openldap/databases.ldif, or set auto",
  NOT_A_LDAP_URL: () => "not an ldap://, ldaps:// or ldapi:// URL",
  NOT_A_DATABASE_URL: () => "not a postgresql:// URL",
  SEE_CONFIG_CHECK: () => "see: danhba config check",
  NO_WAY_OUT: (p: Params) =>
    `no age recipient is set for unit ${p.unit}, nor for the realm; set one, or allow slips on paper with handover.slips`,
  NOT_AN_AGE_RECIPIENT: () => "is not an age recipient such as age1…",
  NOT_A_TERMINAL: () => "passwords in clear go only to a terminal, or with --output to a file",
  FILE_EXISTS: () => "is there already and is not overwritten",
  FILE_NOT_WRITTEN: (p: Params) => `cannot be written (${p.reason})`,
  UNKNOWN_UNIT: () => "is not the code of a unit in the feed",
  NOT_ACTIVE: () => "may not sign in now, so gets no password",
  SERVICE_BUSY: () => "the running service has not set the passwords in time",
  STOPPED: () => "it was stopped while it waited for the running service",
  OVERTAKEN: () => "another collection was faster, and what this one wrote is worthless",
} satisfies Record<string, Text>;

export type ProblemCode = keyof typeof EN;

const VI: Readonly<Record<ProblemCode, Text>> = {
  UNREADABLE: () => "không đọc được",
  UNKNOWN: () => "không có",
  CHOOSE_REALM: (p) => `hãy chọn một trong: ${p.known}`,
  UNKNOWN_REALM: (p) => `không có; đã cấu hình: ${p.known}`,
  NAME_OUTPUT_FILE: () => "hãy nêu tập tin sẽ ghi",
  UNUSABLE_PROFILE: () => "không dùng được",
  BAD_BATCH: (p) => `có ${p.count} lỗi`,
  NOT_JSON: (p) => `không phải JSON: ${p.reason}`,
  OTHER_DIGEST: (p) => `không có mã băm ${p.digest}`,
  OTHER_REALM: (p) => `thuộc vùng ${p.is}, không phải ${p.wanted}`,
  NOT_A_PLAN: () => "không phải là tập tin do `danhba plan --json` ghi ra",
  NOT_ONE_OF: (p) => `không thuộc: ${p.known}`,
  NOT_A_RUN: () => "không phải là số của một lần chạy",
  STILL_RUNNING: () => "là lần chạy chưa kết thúc",
  NOTHING_DONE: () => "là lần chạy không thay đổi gì",
  UNDO_ORDERED: (p) => `đã có lệnh hoàn tác của ${p.operator}; xem: danhba runs`,
  UNDONE_ALREADY: (p) =>
    `đã được hoàn tác theo lệnh của ${p.operator}; nếu muốn thực hiện lại, hãy duyệt những gì các lần chạy sau đang giữ`,
  NEEDED_WITHOUT: (p) => `phải có khi không dùng ${p.other}`,
  NOT_AN_OPEN_DECISION: () => "không phải là mục đang chờ quyết định; xem: danhba decisions",
  ONE_ANSWER: () => "hãy nêu --local-part hoặc --keep, không nêu cả hai",
  ONE_OWNER: () => "một tên hộp thư chỉ trả lời cho một mục",
  NOT_A_LOCAL_PART: () =>
    "phải là chữ thường không dấu và chữ số, các phần nối bằng một dấu chấm, bắt đầu bằng chữ",
  TAKEN_BY: (p) => `thuộc về ${p.holder} và không bao giờ cấp cho người khác`,
  NOTHING_TO_KEEP: () => "chưa có địa chỉ để giữ; hãy quyết định bằng --local-part",
  NOT_A_STANDING_ORDER: () => "không phải là lệnh đang hiệu lực; xem: danhba orders",
  NOT_AN_OPEN_NOTICE: () => "không phải là thông báo đang chờ; xem: danhba notices",
  NEEDED_WITH: (p) => `phải có cùng với ${p.kind}`,
  ONLY_WITH: (p) => `chỉ dùng với ${p.kind}`,
  NO_ACCOUNT: () => "chưa từng có tài khoản ở đây",
  SEVERAL_ACCOUNTS: (p) => `có nhiều tài khoản; hãy nêu một: ${p.known}`,
  NOT_A_MAILBOX_OF_AN_AGENCY: () => "không phải là hộp thư cơ quan",
  NOT_IN_THE_FEED: () => "không phải là người trong dữ liệu nhân sự",
  NOT_DISABLED: (p) => `chưa bị thu hồi (${p.status}); chỉ hủy bỏ được tài khoản đã thu hồi`,
  UNKNOWN_SUBJECT: () => "không phải là người trong dữ liệu nhân sự, cũng không phải là địa chỉ",
  NOT_POSITIVE: () => "không phải là số nguyên từ 1",
  NOT_A_COUNT: () => "không phải là số nguyên từ 0",
  NOT_A_DIGEST: () => "không phải là mã SHA-256 gồm 64 chữ số thập lục phân",
  NOT_A_TIME: () => "không phải là thời điểm, ví dụ 2026-11-21T08:00:00+07:00 hoặc 21/11/2026 08:00",
  NOT_AN_ED25519_KEY: () => "không phải là khóa Ed25519 dạng PEM, không có mật khẩu bảo vệ",
  NOT_A_CHECKPOINT: () => "không phải là tập tin do `danhba log checkpoint` ghi ra",
  OTHER_KEY: (p) => `được ký bằng khóa ${p.is}, không phải khóa đã nêu (${p.wanted})`,
  WRONG_SIGNATURE: () => "chữ ký sai: nội dung đã bị sửa",
  TRANSACTIONS_NOT_OFFERED: () =>
    "là on nhưng máy chủ không hỗ trợ giao dịch (RFC 5805); hãy đặt auto, hoặc dùng OpenLDAP từ 2.5",
  MONITOR_NOT_READABLE: () =>
    "là on nhưng tài khoản của danhba không đọc được cn=Monitor, khi đó giao dịch không an toàn; hãy cho phép đọc như trong docker/openldap/databases.ldif, hoặc đặt auto",
  NOT_A_LDAP_URL: () => "không phải là địa chỉ ldap://, ldaps:// hoặc ldapi://",
  NOT_A_DATABASE_URL: () => "không phải là địa chỉ postgresql://",
  SEE_CONFIG_CHECK: () => "xem: danhba config check",
  NO_WAY_OUT: (p) =>
    `chưa có khóa nhận age cho đơn vị ${p.unit} hoặc cho cả vùng; hãy đặt khóa, hoặc cho phép in phiếu bằng handover.slips`,
  NOT_AN_AGE_RECIPIENT: () => "không phải là khóa nhận age, ví dụ age1…",
  NOT_A_TERMINAL: () => "mật khẩu không mã hóa chỉ được đưa ra màn hình, hoặc ra tập tin bằng --output",
  FILE_EXISTS: () => "đã có và không bị ghi đè",
  FILE_NOT_WRITTEN: (p) => `không ghi được (${p.reason})`,
  UNKNOWN_UNIT: () => "không phải là mã đơn vị trong dữ liệu nhân sự",
  NOT_ACTIVE: () => "hiện không được đăng nhập nên không được cấp mật khẩu",
  SERVICE_BUSY: () => "dịch vụ đang chạy chưa đặt xong mật khẩu trong thời gian chờ",
  STOPPED: () => "bị dừng trong lúc chờ dịch vụ đang chạy",
  OVERTAKEN: () => "một lần nhận khác đã nhanh hơn, những gì lần này ghi ra không còn giá trị",
};

export const PROBLEM_TEXTS: Readonly<Record<Lang, Readonly<Record<ProblemCode, Text>>>> = { en: EN, vi: VI };

/** The text of `params.problem`; what is no code, such as a message about a key, stands as it is. */
export function problemText(lang: Lang, params: Params): string {
  const code = String(params.problem ?? "");
  return Object.hasOwn(EN, code) ? PROBLEM_TEXTS[lang][code as ProblemCode](params) : code;
}
