/** What each check of `doctor` says to a person: what was seen, and the mend where something is to be done. */
import type { CHECK_OUTCOMES, Check, OutcomeCode } from "../model/check.ts";
import type { Params } from "../model/finding.ts";
import type { Lang } from "./lang.ts";
import { problemText } from "./problems.ts";

interface CheckText {
  readonly message: (params: Params) => string;
  /** Only where something is to be done, or could be done better. */
  readonly mend?: (params: Params) => string;
}

type Texts = Readonly<Record<OutcomeCode, CheckText>>;

const database = ({ host, port, database: name }: Params): string => `${host}:${port}/${name}`;

const EN: Texts = {
  SETTINGS_READ: { message: (p) => `the settings of realm ${p.realm} are right` },
  SETTINGS_WRONG: {
    message: (p) => `${p.problems} problem(s) in the settings, the first: ${p.first}`,
    mend: () => "see all of them with: danhba config check",
  },
  SETTING_UNUSABLE: {
    message: (p) => `setting ${p.setting}: ${problemText("en", p)}`,
    mend: () => "correct config/danhba.yaml or the variable that it names",
  },
  PROFILE_HOLDS: { message: (p) => `profile ${p.profile} gives what its worked examples say` },
  PROFILE_WRONG: {
    message: (p) => `profile ${p.profile} contradicts ${p.problems} of its examples, the first: ${p.first}`,
    mend: () => "correct the rules or the examples; see: danhba config check",
  },
  DATABASE_ANSWERS: { message: (p) => `PostgreSQL ${p.version} at ${p.place} answers` },
  DATABASE_TOO_OLD: {
    message: (p) => `PostgreSQL at ${p.place} is ${p.version}; ${p.needed} or later is needed`,
    mend: () => "upgrade the server",
  },
  DATABASE_GONE: {
    message: (p) => `PostgreSQL at ${database(p)} does not answer`,
    mend: () => "start it, or correct DATABASE_URL",
  },
  DATABASE_REFUSES: {
    message: (p) => `PostgreSQL at ${database(p)} refuses the login`,
    mend: () => "correct user and password in DATABASE_URL, or allow the login in pg_hba.conf",
  },
  DATABASE_UNKNOWN: {
    message: (p) => `PostgreSQL at ${database(p)} has no such database`,
    mend: () => "create it (README, Quick start 1), then run: danhba migrate",
  },
  DATABASE_BROKEN: {
    message: (p) => `PostgreSQL at ${database(p)} reports a failure (SQLSTATE ${p.state ?? "?"})`,
    mend: () => "see its log",
  },
  SCHEMA_CURRENT: { message: () => "every migration is applied" },
  SCHEMA_PENDING: {
    message: (p) => `migrations are missing: ${p.names}`,
    mend: () => "run, with the URL of the owner: danhba migrate",
  },
  SCHEMA_NEWER: {
    message: (p) => `a newer danhba has migrated the database: ${p.names}`,
    mend: () => "install that version here too",
  },
  LOGIN_SUFFICES: {
    message: (p) =>
      `login ${p.login} may work as danhba_service${p.feed === 1 ? " and, for `feed import`, as danhba_feed" : "; `feed import` needs a login with danhba_feed"}`,
  },
  LOGIN_TOO_MIGHTY: {
    message: (p) =>
      `login ${p.login} is a superuser${p.feed === 1 ? "" : ", and even so not in danhba_feed"}`,
    mend: () => "use a login that has only role danhba_service (README, Quick start 4)",
  },
  LOGIN_LACKS_ROLE: {
    message: (p) =>
      `login ${p.login} may not work as danhba_service${p.feed === 1 ? ", only as danhba_feed" : ""}`,
    mend: (p) => `as a superuser: GRANT danhba_service TO "${p.login}"`,
  },
  TABLES_ALLOWED: {
    message: () => "role danhba_service reads hr, writes danhba, and cannot change what HR says or the log",
  },
  TABLES_REFUSED: {
    message: (p) => `role danhba_service lacks: ${p.rights}`,
    mend: () => "GRANT what is missing to danhba_service; the migrations do so for every table they make",
  },
  TABLES_TOO_OPEN: {
    message: (p) => `role danhba_service has rights that it must not have: ${p.rights}`,
    mend: () => "REVOKE them from danhba_service",
  },
  CLOCK_AGREES: { message: (p) => `its clock and the clock here agree (${p.seconds} s)` },
  CLOCK_DIFFERS: {
    message: (p) => `its clock is ${p.seconds} s off the clock here`,
    mend: () => "let both machines take the time from one source (chrony, systemd-timesyncd)",
  },
  CLOCK_WRONG: {
    message: (p) => `its clock is ${p.seconds} s off the clock here: dates would act on the wrong day`,
    mend: () => "let both machines take the time from one source (chrony, systemd-timesyncd)",
  },
  DIRECTORY_ANSWERS: { message: (p) => `${p.url} answers ${p.bindDn} (${p.server})` },
  DIRECTORY_GONE: {
    message: (p) => `${p.url} does not answer (${p.detail})`,
    mend: () => "start slapd, correct LDAP_URL, or name the authority of its certificate as ldap.caFile",
  },
  DIRECTORY_REFUSES: {
    message: (p) => `${p.url} refuses the bind as ${p.bindDn}`,
    mend: () => "correct LDAP_BIND_DN and LDAP_BIND_PASSWORD",
  },
  DIRECTORY_CUTS: {
    message: (p) => `${p.url} gives only part of what is asked (${p.result})`,
    mend: () => "lift the limits of danhba's account (olcLimits) and let the server follow no referrals",
  },
  DIRECTORY_DENIES: {
    message: (p) => `${p.url} refuses a simple search (${p.result})`,
    mend: () => "compare its access rules with docker/openldap/databases.ldif",
  },
  CLEAR_TEXT: {
    message: (p) => `${p.url} would send passwords in clear over the network`,
    mend: () => "use ldaps://, or ldapi:// on this machine",
  },
  ENCRYPTED: { message: (p) => `${p.url} is encrypted, its certificate is trusted` },
  ON_THIS_MACHINE: { message: (p) => `${p.url} does not leave this machine` },
  NAMES_KNOWN: { message: () => "the server knows every object class and attribute that danhba writes" },
  NAMES_UNKNOWN: {
    message: (p) => `the server does not know: ${p.names}`,
    mend: () =>
      "load docker/openldap/danhba.ldif, the schemas core, cosine, inetorgperson and misc, and ppolicy",
  },
  BRANCHES_THERE: { message: () => "all branches are there" },
  BRANCHES_MISSING: {
    message: (p) => `branches are missing, or danhba may not see them: ${p.dns}`,
    mend: () => "add them as in docker/openldap/base.ldif; correct LDAP_SUFFIX",
  },
  BRANCH_WRITABLE: { message: (p) => `may add, change and delete in ${p.branch} (tried without writing)` },
  BRANCH_TAKES_ENTRIES: {
    message: (p) =>
      `may add and delete in ${p.branch} (tried without writing); changes show once there is an entry`,
  },
  BRANCH_READ_ONLY: {
    message: (p) => `may not write in ${p.branch}: ${p.denied}`,
    mend: () => "give danhba's account the rights that docker/openldap/databases.ldif gives it",
  },
  BRANCH_NOT_SEEN: {
    message: (p) => `whether danhba may write in ${p.branch} cannot be told without writing`,
    mend: () => "compare the access rules with docker/openldap/databases.ldif, and look at the first sync",
  },
  ASSERTIONS_KEPT: { message: () => "the server supports assertions (RFC 4528)" },
  ASSERTIONS_UNKNOWN: {
    message: () => "the server does not support assertions (RFC 4528): writes could hit what has changed",
    mend: () => "use OpenLDAP 2.5 or later",
  },
  WRITES_TOGETHER: {
    message: (p) =>
      `the changes of one person, unit or group are written as one (RFC 5805), on up to ${p.connections} connections`,
  },
  WRITES_SINGLY: {
    message: (p) =>
      `changes are written one by one, as ldap.transactions says, on up to ${p.connections} connections`,
  },
  TRANSACTIONS_NOT_OFFERED: {
    message: () =>
      "the server offers no transactions (RFC 5805): changes are written one by one, and an interrupted one is finished by the next run",
    mend: () =>
      "use OpenLDAP 2.5 or later with back-mdb; or set ldap.transactions: off if that is as it should be",
  },
  TRANSACTIONS_DEMANDED: {
    message: () => "ldap.transactions is on, and the server offers no transactions (RFC 5805)",
    mend: () => "set ldap.transactions: auto, or use OpenLDAP 2.5 or later with back-mdb",
  },
  MONITOR_DEMANDED: {
    message: () =>
      "ldap.transactions is on, and danhba cannot read the server's monitor (cn=Monitor), without which transactions (RFC 5805) are not safe",
    mend: () =>
      "let danhba's account read cn=Monitor as in docker/openldap/databases.ldif, or set ldap.transactions: auto",
  },
  SERVER_VERSION_UNKNOWN: {
    message: () =>
      "danhba cannot read the server's monitor (cn=Monitor), without which transactions (RFC 5805) are not safe: changes are written one by one",
    mend: () => "let danhba's account read cn=Monitor as in docker/openldap/databases.ldif",
  },
  SERVER_VERSION_UNTRIED: {
    message: (p) =>
      `danhba's transactions (RFC 5805) were tried on OpenLDAP 2.5 and later, not on ${p.server}: changes are written one by one`,
    mend: () => "use OpenLDAP 2.5 or later",
  },
  POLICY_IN_FORCE: { message: (p) => `ppolicy is on; ${p.dn} locks and asks for changes` },
  POLICY_TOO_WEAK: {
    message: (p) => `${p.dn} does not have ${p.attributes} TRUE: locked or reset accounts stay usable`,
    mend: (p) => `set ${p.attributes} to TRUE in ${p.dn}`,
  },
  POLICY_UNREADABLE: {
    message: (p) => `the password policy ${p.dn} is not there, or danhba may not read it`,
    mend: (p) => `add ${p.dn} as in docker/openldap/base.ldif and name it as olcPPolicyDefault`,
  },
  PPOLICY_OFF: {
    message: () => "the overlay ppolicy does not answer: accounts that danhba locks could still sign in",
    mend: () => "load the overlay on the database, as in docker/openldap/databases.ldif",
  },
  ACCOUNT_HAS_POLICY: { message: (p) => `${p.bindDn} has a password policy of its own, ${p.dn}` },
  ACCOUNT_UNDER_DEFAULT: {
    message: (p) =>
      `${p.bindDn} seems to be under the policy of people, ${p.dn}: failed sign-ins or age could lock danhba out`,
    mend: (p) => `give ${p.bindDn} a pwdPolicySubentry of its own, and let it read that attribute`,
  },
  SIGN_INS_NOTED: { message: () => "the server notes sign-ins (lastbind)" },
  SIGN_INS_NOT_NEEDED: {
    message: () =>
      "the server does not note sign-ins, or danhba may not see it; this profile does not need it",
    mend: () => "set olcLastBind: TRUE if you want to know who signs in",
  },
  SIGN_INS_UNNOTED: {
    message: (p) =>
      `the server does not note sign-ins, or danhba may not see it: the rule of ${p.months} months without sign-in is off`,
    mend: () =>
      "set olcLastBind: TRUE, on 2.6 olcLastBindPrecision: 3600, and let danhba read pwdLastSuccess of its own entry",
  },
  READS_ALL: { message: (p) => `all ${p.entries} entries were read, page by page` },
  READS_ALL_SO_FAR: {
    message: (p) =>
      `all ${p.entries} entries were read; whether more than 1,000 would be shows only when there are as many`,
    mend: () => "give danhba's account olcLimits size=unlimited size.prtotal=unlimited time=unlimited",
  },
  READS_CUT_SHORT: {
    message: (p) => `after ${p.entries} entries the server stops (${p.result}): no run could plan anything`,
    mend: () => "give danhba's account olcLimits size=unlimited size.prtotal=unlimited time=unlimited",
  },
  SEARCHES_FAST: {
    message: (p) =>
      `the slowest search among ${p.entries} entries took ${p.ms} ms; the indexes themselves cannot be seen from here`,
  },
  SEARCHES_SLOW: {
    message: (p) => `searches by ${p.attributes} take up to ${p.ms} ms among ${p.entries} entries`,
    mend: (p) => `add olcDbIndex eq for ${p.attributes}, then run slapindex`,
  },
};

const VI: Texts = {
  SETTINGS_READ: { message: (p) => `cấu hình của ${p.realm} đúng` },
  SETTINGS_WRONG: {
    message: (p) => `cấu hình có ${p.problems} lỗi, lỗi đầu tiên: ${p.first}`,
    mend: () => "xem tất cả bằng: danhba config check",
  },
  SETTING_UNUSABLE: {
    message: (p) => `cấu hình ${p.setting}: ${problemText("vi", p)}`,
    mend: () => "hãy sửa config/danhba.yaml hoặc biến được nêu trong đó",
  },
  PROFILE_HOLDS: { message: (p) => `hồ sơ quy chế ${p.profile} cho kết quả đúng như các ví dụ của nó` },
  PROFILE_WRONG: {
    message: (p) =>
      `hồ sơ quy chế ${p.profile} trái với ${p.problems} ví dụ của nó, ví dụ đầu tiên: ${p.first}`,
    mend: () => "hãy sửa quy tắc hoặc ví dụ; xem: danhba config check",
  },
  DATABASE_ANSWERS: { message: (p) => `PostgreSQL ${p.version} tại ${p.place} trả lời` },
  DATABASE_TOO_OLD: {
    message: (p) => `PostgreSQL tại ${p.place} là bản ${p.version}; cần từ ${p.needed} trở lên`,
    mend: () => "hãy nâng cấp máy chủ",
  },
  DATABASE_GONE: {
    message: (p) => `PostgreSQL tại ${database(p)} không trả lời`,
    mend: () => "hãy khởi động, hoặc sửa DATABASE_URL",
  },
  DATABASE_REFUSES: {
    message: (p) => `PostgreSQL tại ${database(p)} từ chối đăng nhập`,
    mend: () => "hãy sửa tên và mật khẩu trong DATABASE_URL, hoặc cho phép trong pg_hba.conf",
  },
  DATABASE_UNKNOWN: {
    message: (p) => `PostgreSQL tại ${database(p)} không có cơ sở dữ liệu này`,
    mend: () => "hãy tạo (README, Quick start 1), rồi chạy: danhba migrate",
  },
  DATABASE_BROKEN: {
    message: (p) => `PostgreSQL tại ${database(p)} báo lỗi (SQLSTATE ${p.state ?? "?"})`,
    mend: () => "xem nhật ký của máy chủ",
  },
  SCHEMA_CURRENT: { message: () => "mọi bước chuẩn bị cơ sở dữ liệu đã được thực hiện" },
  SCHEMA_PENDING: {
    message: (p) => `còn thiếu các bước: ${p.names}`,
    mend: () => "hãy chạy bằng tài khoản chủ sở hữu: danhba migrate",
  },
  SCHEMA_NEWER: {
    message: (p) => `cơ sở dữ liệu đã do một bản danhba mới hơn chuẩn bị: ${p.names}`,
    mend: () => "hãy cài bản đó ở đây",
  },
  LOGIN_SUFFICES: {
    message: (p) =>
      `tài khoản ${p.login} có vai trò danhba_service${p.feed === 1 ? " và, để `feed import`, danhba_feed" : "; `feed import` cần tài khoản có danhba_feed"}`,
  },
  LOGIN_TOO_MIGHTY: {
    message: (p) =>
      `tài khoản ${p.login} có toàn quyền trên máy chủ${p.feed === 1 ? "" : ", nhưng không có danhba_feed"}`,
    mend: () => "hãy dùng tài khoản chỉ có vai trò danhba_service (README, Quick start 4)",
  },
  LOGIN_LACKS_ROLE: {
    message: (p) =>
      `tài khoản ${p.login} không có vai trò danhba_service${p.feed === 1 ? ", chỉ có danhba_feed" : ""}`,
    mend: (p) => `với toàn quyền, hãy chạy: GRANT danhba_service TO "${p.login}"`,
  },
  TABLES_ALLOWED: {
    message: () =>
      "vai trò danhba_service đọc được hr, ghi được danhba, không sửa được dữ liệu nhân sự và nhật ký",
  },
  TABLES_REFUSED: {
    message: (p) => `vai trò danhba_service thiếu quyền: ${p.rights}`,
    mend: () =>
      "hãy GRANT phần còn thiếu cho danhba_service; bình thường các bước `danhba migrate` đã cấp đủ",
  },
  TABLES_TOO_OPEN: {
    message: (p) => `vai trò danhba_service có những quyền không được có: ${p.rights}`,
    mend: () => "hãy REVOKE các quyền đó khỏi danhba_service",
  },
  CLOCK_AGREES: { message: (p) => `đồng hồ ở đó và ở đây khớp nhau (${p.seconds} giây)` },
  CLOCK_DIFFERS: {
    message: (p) => `đồng hồ ở đó lệch ${p.seconds} giây so với ở đây`,
    mend: () => "hãy để hai máy lấy giờ từ cùng một nguồn (chrony, systemd-timesyncd)",
  },
  CLOCK_WRONG: {
    message: (p) => `đồng hồ ở đó lệch ${p.seconds} giây so với ở đây: các mốc ngày sẽ sai`,
    mend: () => "hãy để hai máy lấy giờ từ cùng một nguồn (chrony, systemd-timesyncd)",
  },
  DIRECTORY_ANSWERS: { message: (p) => `${p.url} nhận đăng nhập của ${p.bindDn} (${p.server})` },
  DIRECTORY_GONE: {
    message: (p) => `${p.url} không trả lời (${p.detail})`,
    mend: () => "hãy khởi động slapd, sửa LDAP_URL, hoặc ghi nơi cấp chứng thư vào ldap.caFile",
  },
  DIRECTORY_REFUSES: {
    message: (p) => `${p.url} từ chối đăng nhập với ${p.bindDn}`,
    mend: () => "hãy sửa LDAP_BIND_DN và LDAP_BIND_PASSWORD",
  },
  DIRECTORY_CUTS: {
    message: (p) => `${p.url} chỉ trả về một phần (${p.result})`,
    mend: () => "hãy bỏ giới hạn cho tài khoản của danhba (olcLimits) và không dùng referral",
  },
  DIRECTORY_DENIES: {
    message: (p) => `${p.url} từ chối một lệnh tìm đơn giản (${p.result})`,
    mend: () => "hãy so quyền truy cập với docker/openldap/databases.ldif",
  },
  CLEAR_TEXT: {
    message: (p) => `${p.url} sẽ gửi mật khẩu không mã hóa qua mạng`,
    mend: () => "hãy dùng ldaps://, hoặc ldapi:// trên cùng máy",
  },
  ENCRYPTED: { message: (p) => `${p.url} được mã hóa, chứng thư được tin cậy` },
  ON_THIS_MACHINE: { message: (p) => `${p.url} không ra khỏi máy này` },
  NAMES_KNOWN: { message: () => "máy chủ biết mọi lớp đối tượng và thuộc tính mà danhba ghi" },
  NAMES_UNKNOWN: {
    message: (p) => `máy chủ không biết: ${p.names}`,
    mend: () =>
      "hãy nạp docker/openldap/danhba.ldif, các lược đồ core, cosine, inetorgperson, misc và mô-đun ppolicy",
  },
  BRANCHES_THERE: { message: () => "đủ các nhánh" },
  BRANCHES_MISSING: {
    message: (p) => `thiếu các nhánh, hoặc danhba không nhìn thấy: ${p.dns}`,
    mend: () => "hãy thêm như trong docker/openldap/base.ldif; hoặc sửa LDAP_SUFFIX",
  },
  BRANCH_WRITABLE: { message: (p) => `được thêm, sửa và xóa trong ${p.branch} (đã thử mà không ghi)` },
  BRANCH_TAKES_ENTRIES: {
    message: (p) =>
      `được thêm và xóa trong ${p.branch} (đã thử mà không ghi); quyền sửa chỉ rõ khi đã có mục`,
  },
  BRANCH_READ_ONLY: {
    message: (p) => `không được ghi trong ${p.branch}: ${p.denied}`,
    mend: () => "hãy cấp cho tài khoản của danhba các quyền như trong docker/openldap/databases.ldif",
  },
  BRANCH_NOT_SEEN: {
    message: (p) => `không thể biết danhba có được ghi trong ${p.branch} hay không nếu không ghi thử`,
    mend: () => "hãy so quyền với docker/openldap/databases.ldif và xem lần đồng bộ đầu tiên",
  },
  ASSERTIONS_KEPT: { message: () => "máy chủ hỗ trợ điều kiện khi ghi (RFC 4528)" },
  ASSERTIONS_UNKNOWN: {
    message: () =>
      "máy chủ không hỗ trợ điều kiện khi ghi (RFC 4528): có thể ghi đè lên nội dung vừa thay đổi",
    mend: () => "hãy dùng OpenLDAP từ 2.5 trở lên",
  },
  WRITES_TOGETHER: {
    message: (p) =>
      `mọi thay đổi của một người, đơn vị hoặc nhóm được ghi trọn trong một giao dịch (RFC 5805), tối đa ${p.connections} kết nối`,
  },
  WRITES_SINGLY: {
    message: (p) =>
      `các thay đổi được ghi từng cái một theo ldap.transactions, tối đa ${p.connections} kết nối`,
  },
  TRANSACTIONS_NOT_OFFERED: {
    message: () =>
      "máy chủ không hỗ trợ giao dịch (RFC 5805): các thay đổi được ghi từng cái một, nếu bị ngắt giữa chừng thì lần chạy sau làm tiếp",
    mend: () => "hãy dùng OpenLDAP từ 2.5 với back-mdb; hoặc đặt ldap.transactions: off nếu muốn như vậy",
  },
  TRANSACTIONS_DEMANDED: {
    message: () => "ldap.transactions là on nhưng máy chủ không hỗ trợ giao dịch (RFC 5805)",
    mend: () => "hãy đặt ldap.transactions: auto, hoặc dùng OpenLDAP từ 2.5 với back-mdb",
  },
  MONITOR_DEMANDED: {
    message: () =>
      "ldap.transactions là on nhưng danhba không đọc được cn=Monitor của máy chủ, khi đó giao dịch (RFC 5805) không an toàn",
    mend: () =>
      "hãy cho tài khoản của danhba đọc cn=Monitor như trong docker/openldap/databases.ldif, hoặc đặt ldap.transactions: auto",
  },
  SERVER_VERSION_UNKNOWN: {
    message: () =>
      "danhba không đọc được cn=Monitor của máy chủ, khi đó giao dịch (RFC 5805) không an toàn: các thay đổi được ghi từng cái một",
    mend: () => "hãy cho tài khoản của danhba đọc cn=Monitor như trong docker/openldap/databases.ldif",
  },
  SERVER_VERSION_UNTRIED: {
    message: (p) =>
      `giao dịch (RFC 5805) của danhba đã được thử với OpenLDAP từ 2.5 trở lên, chưa thử với ${p.server}: các thay đổi được ghi từng cái một`,
    mend: () => "hãy dùng OpenLDAP từ 2.5 trở lên",
  },
  POLICY_IN_FORCE: { message: (p) => `ppolicy đang hoạt động; ${p.dn} có khóa và buộc đổi mật khẩu` },
  POLICY_TOO_WEAK: {
    message: (p) => `${p.dn} không đặt ${p.attributes} là TRUE: tài khoản bị khóa hoặc cấp lại vẫn dùng được`,
    mend: (p) => `hãy đặt ${p.attributes} là TRUE trong ${p.dn}`,
  },
  POLICY_UNREADABLE: {
    message: (p) => `không có chính sách mật khẩu ${p.dn}, hoặc danhba không đọc được`,
    mend: (p) => `hãy thêm ${p.dn} như trong docker/openldap/base.ldif và ghi vào olcPPolicyDefault`,
  },
  PPOLICY_OFF: {
    message: () => "mô-đun ppolicy không hoạt động: tài khoản mà danhba khóa vẫn có thể đăng nhập",
    mend: () => "hãy bật mô-đun này cho cơ sở dữ liệu LDAP, như trong docker/openldap/databases.ldif",
  },
  ACCOUNT_HAS_POLICY: { message: (p) => `${p.bindDn} có chính sách mật khẩu riêng, ${p.dn}` },
  ACCOUNT_UNDER_DEFAULT: {
    message: (p) =>
      `${p.bindDn} có vẻ dùng chung chính sách với mọi người, ${p.dn}: nhập sai nhiều lần hoặc quá hạn có thể khóa danhba`,
    mend: (p) => `hãy đặt pwdPolicySubentry riêng cho ${p.bindDn} và cho phép đọc thuộc tính đó`,
  },
  SIGN_INS_NOTED: { message: () => "máy chủ có ghi lần đăng nhập cuối (lastbind)" },
  SIGN_INS_NOT_NEEDED: {
    message: () =>
      "máy chủ không ghi lần đăng nhập cuối, hoặc danhba không đọc được; quy chế này không cần đến",
    mend: () => "hãy đặt olcLastBind: TRUE nếu muốn biết ai có đăng nhập",
  },
  SIGN_INS_UNNOTED: {
    message: (p) =>
      `máy chủ không ghi lần đăng nhập cuối, hoặc danhba không đọc được: quy định ${p.months} tháng không đăng nhập đang bị tắt`,
    mend: () =>
      "hãy đặt olcLastBind: TRUE, với bản 2.6 thêm olcLastBindPrecision: 3600, và cho danhba đọc pwdLastSuccess của chính nó",
  },
  READS_ALL: { message: (p) => `đã đọc đủ ${p.entries} mục theo từng trang` },
  READS_ALL_SO_FAR: {
    message: (p) =>
      `đã đọc đủ ${p.entries} mục; có đọc được quá 1.000 mục hay không chỉ rõ khi có chừng ấy mục`,
    mend: () =>
      "hãy đặt cho tài khoản của danhba: olcLimits size=unlimited size.prtotal=unlimited time=unlimited",
  },
  READS_CUT_SHORT: {
    message: (p) => `sau ${p.entries} mục máy chủ dừng lại (${p.result}): không lập được kế hoạch nào`,
    mend: () =>
      "hãy đặt cho tài khoản của danhba: olcLimits size=unlimited size.prtotal=unlimited time=unlimited",
  },
  SEARCHES_FAST: {
    message: (p) =>
      `lệnh tìm chậm nhất trong ${p.entries} mục mất ${p.ms} ms; từ đây không xem được chính các chỉ mục`,
  },
  SEARCHES_SLOW: {
    message: (p) => `tìm theo ${p.attributes} mất đến ${p.ms} ms trong ${p.entries} mục`,
    mend: (p) => `hãy thêm olcDbIndex eq cho ${p.attributes}, rồi chạy slapindex`,
  },
};

type Status = (typeof CHECK_OUTCOMES)[OutcomeCode]["status"];

export const CHECK_STATUS_TEXTS: Readonly<Record<Lang, Readonly<Record<Status, string>>>> = {
  en: { ok: "ok", warning: "warning", failed: "failed" },
  vi: { ok: "đạt", warning: "lưu ý", failed: "không đạt" },
};

export const CHECK_TEXTS: Readonly<Record<Lang, Texts>> = { en: EN, vi: VI };

/** What was seen and what to do, each on one line. */
export function checkText(
  lang: Lang,
  { code, params }: Check,
): { readonly message: string; readonly mend: string | null } {
  const { message, mend } = CHECK_TEXTS[lang][code];
  const onOneLine = (text: string): string => text.replaceAll(/\s+/g, " ");
  return { message: onOneLine(message(params)), mend: mend === undefined ? null : onOneLine(mend(params)) };
}
