/** What went wrong, on one line, with the mend: one text per error code and language. */
import type { DanhbaError, ErrorCode } from "../model/error.ts";
import type { Params } from "../model/finding.ts";
import type { Lang } from "./lang.ts";
import { mendOfPart } from "./partial-reads.ts";
import { problemText } from "./problems.ts";

type Texts = Readonly<Record<ErrorCode, (params: Params) => string>>;

const database = ({ host, port, database: name }: Params): string =>
  host === undefined ? "PostgreSQL" : `PostgreSQL ${host}:${port}/${name}`;
const detail = ({ detail: text }: Params): string => (text === undefined || text === "" ? "" : ` (${text})`);
const place = ({ base, dn }: Params): string => {
  const where = dn ?? base;
  return where === undefined ? "" : ` [${where}]`;
};
const server = ({ url }: Params): string => String(url ?? "LDAP");

const EN: Texts = {
  USAGE: (p) => `${p.argument}${p.value === "" ? "" : ` ${p.value}`}: ${problemText("en", p)}`,
  SETTINGS_INVALID: (p) => `setting ${p.setting}: ${problemText("en", p)}`,
  INTERNAL: (p) => `a fault in danhba itself${detail(p)}; please report it with the log`,
  DATABASE_UNREACHABLE: (p) => `${database(p)} does not answer; start it or check DATABASE_URL`,
  DATABASE_AUTH: (p) =>
    `${database(p)} refuses the login or lacks its rights; check DATABASE_URL and GRANT danhba_service, danhba_feed TO it`,
  DATABASE_SCHEMA: (p) => `${database(p)} is not set up for this version; run: danhba migrate`,
  DATABASE_FAILED: (p) => `${database(p)} failed (SQLSTATE ${p.state ?? "?"}); see its log`,
  LDAP_UNREACHABLE: (p) =>
    p.result === undefined
      ? `the directory at ${server(p)} does not answer${detail(p)}; start slapd or check LDAP_URL`
      : `the directory at ${server(p)} cannot work at present: ${p.result}${detail(p)}; see its log and try again`,
  LDAP_AUTH: (p) =>
    `the directory at ${server(p)} refuses the bind as ${p.bindDn ?? "?"}; check LDAP_BIND_DN and LDAP_BIND_PASSWORD`,
  LDAP_INCOMPLETE: (p) =>
    `the directory at ${server(p)} gave only part of what was asked${place(p)}: ${p.result}${detail(p)}; danhba never acts on a part. ${mendOfPart("en", p)}`,
  LDAP_REFUSED: (p) =>
    p.inARow === undefined
      ? `the directory refused ${p.dn ?? "a request"}: ${p.result}${detail(p)}`
      : `the directory at ${server(p)} refuses every write: ${p.result}${detail(p)}, ${p.inARow} in a row, last ${p.dn}; the run stopped there. See whether it is read-only or a replica, its disk or olcDbMaxSize is full, or danhba's rights are gone (danhba doctor); then run again`,
  LDAP_INSECURE: (p) =>
    `${server(p)} would send passwords in clear over the network; use ldaps:// or ldapi://`,
  LEASE_HELD: (p) =>
    `another danhba (process ${p.pid} on ${p.host}) is at work in realm ${p.realm}; stop it first, or let it do the work`,
  LEASE_LOST: (p) => `another danhba took over realm ${p.realm}; this one stopped before its next write`,
  PLAN_STALE: (p) =>
    p.run === undefined
      ? `the plan is no longer what would be done now (reviewed ${short(p.reviewed)}, now ${short(p.now)}); make and review a new plan`
      : `run ${p.run} holds nothing any more (${p.state}); see: danhba runs`,
  LOG_BROKEN: (p) =>
    `the change log of realm ${p.realm} is broken at record ${p.seq} (${p.code}); compare with a backup`,
  FEED_REJECTED: (p) =>
    `nothing was loaded: ${p.problems} problem(s) in the delivery; mend them and import again`,
  SERVICES_UNAVAILABLE: (p) =>
    String(p.detail ?? p.problem ?? "the throw-away services cannot be started here"),
  HANDOVER_UNFINISHED: (p) =>
    `the passwords of ${p.unit} are not handed out: ${problemText("en", p)}; run the command again, new ones are made`,
  SERVICE_DOWN: (p) => `no danhba service runs for realm ${p.realm}; start it: danhba daemon`,
  PRECONDITION_MISSING: (p) =>
    `${p.failed} precondition(s) do not hold, the first: ${p.check}; mend what is listed and run doctor again`,
  CHECKPOINT_INVALID: (p) =>
    `the checkpoint proves nothing: ${problemText("en", p)}; nothing is said of the log, use a checkpoint and key of its own`,
};

const VI: Texts = {
  USAGE: (p) => `${p.argument}${p.value === "" ? "" : ` ${p.value}`}: ${problemText("vi", p)}`,
  SETTINGS_INVALID: (p) => `cấu hình ${p.setting}: ${problemText("vi", p)}`,
  INTERNAL: (p) => `lỗi bên trong danhba${detail(p)}; xin báo lại kèm nhật ký`,
  DATABASE_UNREACHABLE: (p) => `${database(p)} không trả lời; hãy khởi động hoặc kiểm tra DATABASE_URL`,
  DATABASE_AUTH: (p) =>
    `${database(p)} từ chối đăng nhập hoặc thiếu quyền; kiểm tra DATABASE_URL và GRANT danhba_service, danhba_feed cho tài khoản đó`,
  DATABASE_SCHEMA: (p) =>
    `cơ sở dữ liệu trên ${database(p)} chưa được chuẩn bị cho phiên bản này; hãy chạy: danhba migrate`,
  DATABASE_FAILED: (p) => `${database(p)} báo lỗi (SQLSTATE ${p.state ?? "?"}); xem nhật ký của máy chủ`,
  LDAP_UNREACHABLE: (p) =>
    p.result === undefined
      ? `danh bạ LDAP tại ${server(p)} không trả lời${detail(p)}; hãy khởi động slapd hoặc kiểm tra LDAP_URL`
      : `danh bạ LDAP tại ${server(p)} hiện không làm việc được: ${p.result}${detail(p)}; hãy xem nhật ký của máy chủ và thử lại`,
  LDAP_AUTH: (p) =>
    `danh bạ LDAP tại ${server(p)} từ chối đăng nhập với ${p.bindDn ?? "?"}; kiểm tra LDAP_BIND_DN và LDAP_BIND_PASSWORD`,
  LDAP_INCOMPLETE: (p) =>
    `danh bạ LDAP tại ${server(p)} chỉ trả về một phần${place(p)}: ${p.result}${detail(p)}; danhba không bao giờ làm việc trên một phần. ${mendOfPart("vi", p)}`,
  LDAP_REFUSED: (p) =>
    p.inARow === undefined
      ? `danh bạ LDAP từ chối ${p.dn ?? "yêu cầu"}: ${p.result}${detail(p)}`
      : `danh bạ LDAP tại ${server(p)} từ chối mọi lệnh ghi: ${p.result}${detail(p)}, ${p.inARow} lần liên tiếp, cuối cùng là ${p.dn}; lần chạy dừng tại đó. Hãy xem máy chủ có đang chỉ cho đọc hoặc là bản sao, đĩa hay olcDbMaxSize có đầy, hoặc danhba có mất quyền không (danhba doctor), rồi chạy lại`,
  LDAP_INSECURE: (p) => `${server(p)} sẽ gửi mật khẩu không mã hóa qua mạng; hãy dùng ldaps:// hoặc ldapi://`,
  LEASE_HELD: (p) =>
    `một danhba khác (tiến trình ${p.pid} trên ${p.host}) đang làm việc với ${p.realm}; hãy dừng nó trước, hoặc để nó làm`,
  LEASE_LOST: (p) => `một danhba khác đã tiếp quản ${p.realm}; tiến trình này đã dừng trước lần ghi kế tiếp`,
  PLAN_STALE: (p) =>
    p.run === undefined
      ? `kế hoạch không còn đúng với hiện tại (đã duyệt ${short(p.reviewed)}, hiện nay ${short(p.now)}); hãy lập và duyệt kế hoạch mới`
      : `lần chạy ${p.run} không còn giữ lại gì (${p.state}); xem: danhba runs`,
  LOG_BROKEN: (p) =>
    `nhật ký thay đổi của ${p.realm} bị đứt tại bản ghi ${p.seq} (${p.code}); hãy đối chiếu bản sao lưu`,
  FEED_REJECTED: (p) => `chưa nạp gì: bản giao có ${p.problems} lỗi; hãy sửa rồi nạp lại`,
  SERVICES_UNAVAILABLE: (p) =>
    String(p.detail ?? p.problem ?? "không khởi động được các dịch vụ dùng thử ở đây"),
  HANDOVER_UNFINISHED: (p) =>
    `chưa giao được mật khẩu của ${p.unit}: ${problemText("vi", p)}; hãy chạy lại lệnh, mật khẩu mới sẽ được tạo`,
  SERVICE_DOWN: (p) => `không có dịch vụ danhba nào chạy cho ${p.realm}; hãy khởi động: danhba daemon`,
  PRECONDITION_MISSING: (p) =>
    `${p.failed} điều kiện chưa đạt, trước hết là ${p.check}; hãy sửa những mục đã nêu rồi chạy lại doctor`,
  CHECKPOINT_INVALID: (p) =>
    `điểm xác nhận không chứng minh được gì: ${problemText("vi", p)}; chưa kết luận về nhật ký, hãy dùng đúng điểm xác nhận và khóa`,
};

const ERROR_TEXTS: Readonly<Record<Lang, Texts>> = { en: EN, vi: VI };

/** One line: what went wrong and what to do about it. */
export function errorText(lang: Lang, error: DanhbaError): string {
  return ERROR_TEXTS[lang][error.code](error.params).replaceAll(/\s+/g, " ");
}

const short = (digest: string | number | undefined): string => String(digest ?? "?").slice(0, 12);
