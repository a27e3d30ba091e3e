/** What each finding says to a person: what is wrong, where, and the mend. */
import type { Finding, FindingCode, Params } from "../model/finding.ts";
import type { OrderKind } from "../model/order.ts";
import { conflictText } from "./conflicts.ts";
import type { Lang } from "./lang.ts";
import { ACCOUNT_STATE_TEXTS, type AccountState, ORDER_KIND_TEXTS } from "./orders.ts";
import { dayText, timeText } from "./views.ts";

/** The params that each code carries; the texts below use no others. */
export const FINDING_PARAMS = {
  EMPTY: [],
  BAD_CHAR: ["name", "char", "codePoint"],
  ENCODING_SUSPECT: ["name"],
  TOO_LONG: ["length", "limit"],
  ONE_WORD: ["name"],
  NAMESAKE_MARK: ["name", "mark"],
  TITLE_IN_NAME: ["name", "title"],
  POSITION_IN_NAME: ["name", "position"],
  PARENTHESIS: ["name", "text"],
  LOST_APOSTROPHE: ["name", "word"],
  HIDDEN_SPACE: ["name", "word"],
  LAST_WORD_MIDDLE: ["name", "word"],
  NAME_PARTS_DIFFER: ["name", "parts"],
  CONTROL_CHAR: ["name", "codePoint"],
  UNIT_NAME_UNUSABLE: ["name", "reason", "detail"],
  UNIT_COLLISION: ["localPart", "others"],
  PARENT_WITHOUT_ADDRESS: ["parent", "cause"],
  AGENCY_WITHOUT_ADDRESS: ["agency", "cause"],
  BAD_EXTENSION: ["extension", "reason", "limit"],
  NO_RULE: [],
  NEEDS_UNIT: [],
  NEEDS_DECISION: ["localPart"],
  NEEDS_EXTENSION: ["localPart"],
  RESERVED: ["localPart"],
  BAD_LOCAL_PART: ["localPart"],
  LOCAL_PART_TAKEN: ["localPart", "holder"],
  PRIORITY_CONFLICT: ["localPart", "holder", "given"],
  ABSENT_FROM_FEED: [],
  NO_PRIMARY_POST: [],
  SEVERAL_PRIMARY_POSTS: ["unit"],
  UNKNOWN_UNIT: ["unit"],
  UNKNOWN_PERSON: [],
  UNKNOWN_PARENT: ["parent"],
  UNIT_CYCLE: ["parent"],
  BAD_VALUE: ["column", "value"],
  IDENTITY_CHANGED: ["was", "wasBorn", "now", "nowBorn"],
  DECISION_NO_MISSING: [],
  MAILBOX_WITHOUT_OWNER: ["head"],
  UNIT_WITHOUT_SUCCESSOR: ["people"],
  UNKNOWN_SUCCESSOR: ["successor"],
  ORDER_WITHOUT_ACCOUNT: ["order", "kind", "status"],
  LASTBIND_MISSING: [],
  HOLIDAYS_MISSING: ["year"],
  CLOCK_BEHIND: ["clock", "newest"],
  PROOF_DIFFERS: ["count"],
  TRANSACTIONS_LOST: [],
  FOREIGN_ENTRY: ["dn"],
  ADOPTION_UNCLEAR: ["number", "dn"],
  ADDRESS_IN_USE: ["address", "dn"],
  ITEM_GIVEN_UP: ["result", "attempts", "since"],
  MISSING_ENTRY: ["dn"],
  UNKNOWN_ENTRY: ["dn"],
  DUPLICATE_ID: ["dn", "danhbaId", "other"],
  DIRECTORY_RESTORED: ["was", "is"],
  UNDO_CONFLICT: ["seq", "dn", "conflict", "detail"],
} as const satisfies Record<FindingCode, readonly string[]>;

type Sentence = (params: Params) => string;

/** `p.x`, or a dash where a finding does not say. */
const it = (params: Params, name: string): string => String(params[name] ?? "–");

const day = (lang: Lang, params: Params, name: string): string => dayText(lang, it(params, name));

/** An instant, or what the directory gives instead of one. */
function time(lang: Lang, params: Params, name: string): string {
  const value = it(params, name);
  return Number.isNaN(Date.parse(value)) ? value : timeText(lang, value);
}

const UNIT_NAME_REASONS: Readonly<Record<string, Readonly<Record<Lang, Sentence>>>> = {
  empty: { vi: () => "không có chữ nào", en: () => "it has no letter" },
  length: { vi: () => "quá dài", en: () => "it is too long" },
  encoding: { vi: () => "sai bảng mã", en: () => "its encoding is wrong" },
  char: {
    vi: (p) => `có ký tự không dùng được: ${it(p, "detail")}`,
    en: (p) => `it has an unusable character: ${it(p, "detail")}`,
  },
  shape: {
    vi: (p) => `cho ra "${it(p, "detail")}", không thể làm tên hộp thư`,
    en: (p) => `it gives "${it(p, "detail")}", which cannot be a mailbox name`,
  },
};

const EXTENSION_REASONS: Readonly<Record<string, Readonly<Record<Lang, Sentence>>>> = {
  digit: { vi: () => "có chữ số", en: () => "it has a digit" },
  shape: { vi: () => "chỉ được dùng chữ cái a–z", en: () => "only the letters a–z may be used" },
  length: {
    vi: (p) => `dài hơn ${it(p, "limit")} ký tự`,
    en: (p) => `it is longer than ${it(p, "limit")} characters`,
  },
  agency: { vi: () => "là tên hộp thư của một cơ quan", en: () => "it is the mailbox name of an agency" },
};

const reason = (table: typeof EXTENSION_REASONS, lang: Lang, params: Params): string =>
  table[it(params, "reason")]?.[lang](params) ?? it(params, "reason");

const orderKind = (lang: Lang, params: Params): string =>
  ORDER_KIND_TEXTS[lang][it(params, "kind") as OrderKind] ?? it(params, "kind");

const accountState = (lang: Lang, params: Params): string =>
  ACCOUNT_STATE_TEXTS[lang][it(params, "status") as AccountState] ?? it(params, "status");

/** The finding of another unit that is the cause, in short. */
const cause = (params: Params): string => it(params, "cause");

export const FINDING_TEXTS: Readonly<Record<Lang, Readonly<Record<FindingCode, Sentence>>>> = {
  vi: {
    EMPTY: () => "Ô họ và tên để trống. Ghi họ và tên khai sinh.",
    BAD_CHAR: (p) =>
      `Họ và tên "${it(p, "name")}" có ký tự không thuộc tên người: ${it(p, "char")} (${it(p, "codePoint")}). Ghi lại họ và tên, chỉ gồm chữ cái, dấu cách, gạch nối và dấu '.`,
    ENCODING_SUSPECT: (p) =>
      `Họ và tên "${it(p, "name")}" có vẻ đọc sai bảng mã (TCVN3, VNI, VIQR …). Xuất lại tệp bằng Unicode (UTF-8, TCVN 6909:2001).`,
    TOO_LONG: (p) =>
      `Dài ${it(p, "length")} ký tự, nhiều nhất là ${it(p, "limit")}. Kiểm tra ô họ và tên; nếu đúng thì ghi tên hộp thư đề nghị.`,
    ONE_WORD: (p) =>
      `Họ và tên "${it(p, "name")}" chỉ có một chữ. Bổ sung cho đủ; nếu đúng là một chữ thì ghi tên hộp thư đề nghị để xác nhận.`,
    NAMESAKE_MARK: (p) =>
      `Họ và tên "${it(p, "name")}" kết thúc bằng chữ "${it(p, "mark")}", thường là dấu phân biệt người trùng tên. Bỏ chữ này; nếu là tên thật thì ghi tên hộp thư đề nghị.`,
    TITLE_IN_NAME: (p) =>
      `Ô họ và tên "${it(p, "name")}" có học hàm, học vị hoặc cách xưng hô: ${it(p, "title")}. Bỏ phần này khỏi ô.`,
    POSITION_IN_NAME: (p) =>
      `Ô họ và tên "${it(p, "name")}" có chức vụ hoặc ghi chú: ${it(p, "position")}. Chuyển phần này sang cột chức vụ.`,
    PARENTHESIS: (p) =>
      `Ô họ và tên "${it(p, "name")}" có phần trong ngoặc: ${it(p, "text")}. Bỏ phần này khỏi ô.`,
    LOST_APOSTROPHE: (p) =>
      `Trong "${it(p, "name")}", chữ "${it(p, "word")}" có thể mất dấu ' (như K'Rẻm). Ghi lại đúng giấy khai sinh; nếu đã đúng thì ghi tên hộp thư đề nghị.`,
    HIDDEN_SPACE: (p) =>
      `Trong "${it(p, "name")}", "${it(p, "word")}" có vẻ là hai chữ dính nhau. Gõ lại với dấu cách.`,
    LAST_WORD_MIDDLE: (p) =>
      `Họ và tên "${it(p, "name")}" kết thúc bằng "${it(p, "word")}", thường là tên đệm; có thể thiếu tên. Bổ sung, hoặc ghi tên hộp thư đề nghị để xác nhận.`,
    NAME_PARTS_DIFFER: (p) =>
      `Họ và tên "${it(p, "name")}" khác với họ đệm và tên ghi riêng "${it(p, "parts")}". Sửa cột sai.`,
    CONTROL_CHAR: (p) =>
      `Ô họ và tên "${it(p, "name")}" có ký tự điều khiển hoặc xuống dòng (${it(p, "codePoint")}); đã tính như dấu cách. Gõ lại ô này.`,
    UNIT_NAME_UNUSABLE: (p) =>
      `Không đặt được tên hộp thư từ tên đơn vị "${it(p, "name")}": ${reason(UNIT_NAME_REASONS, "vi", p)}. Sửa tên, hoặc ghi cột tên hộp thư.`,
    UNIT_COLLISION: (p) =>
      `Tên hộp thư "${it(p, "localPart")}" trùng với đơn vị ${it(p, "others")}. Cơ quan có thẩm quyền quyết định; trả lời bằng: danhba decisions resolve, hoặc ghi cột mailbox_name của đơn vị.`,
    PARENT_WITHOUT_ADDRESS: (p) =>
      `Đơn vị cấp trên ${it(p, "parent")} chưa có tên hộp thư (${cause(p)}). Giải quyết việc của đơn vị đó trước.`,
    AGENCY_WITHOUT_ADDRESS: (p) =>
      `Tên này cần phần tên cơ quan, nhưng cơ quan ${it(p, "agency")} chưa có tên hộp thư (${cause(p)}). Giải quyết việc của cơ quan đó trước.`,
    BAD_EXTENSION: (p) =>
      `Phần mở rộng "${it(p, "extension")}" không dùng được: ${reason(EXTENSION_REASONS, "vi", p)}. Thỏa thuận lại phần mở rộng.`,
    NO_RULE: () =>
      "Quy chế không quy định cách đặt tên này. Ghi tên hộp thư theo quyết định của cấp có thẩm quyền.",
    NEEDS_UNIT: () => "Tên này cần phần tên cơ quan, nhưng không có đơn vị công tác. Bổ sung đơn vị.",
    NEEDS_DECISION: (p) =>
      `Các dạng tên theo quy chế đều đã có người giữ (${it(p, "localPart")}). Cơ quan có thẩm quyền quyết định tên hộp thư.`,
    NEEDS_EXTENSION: (p) =>
      `Tên hộp thư "${it(p, "localPart")}" đã có người giữ hoặc được dành riêng; cần phần mở rộng sau dấu chấm. Cá nhân thỏa thuận với cán bộ công nghệ thông tin, rồi ghi phần mở rộng.`,
    RESERVED: (p) =>
      `Tên hộp thư "${it(p, "localPart")}" dành riêng cho vai trò hệ thống hoặc cho một đơn vị. Chọn tên khác.`,
    BAD_LOCAL_PART: (p) =>
      `"${it(p, "localPart")}" không thể làm tên hộp thư. Chỉ dùng a–z, 0–9 và dấu chấm ở giữa (không quá số dấu chấm mà quy chế cho phép), bắt đầu bằng chữ cái, nhiều nhất 64 ký tự.`,
    LOCAL_PART_TAKEN: (p) =>
      `Tên hộp thư "${it(p, "localPart")}" đã cấp cho ${it(p, "holder")} và không cấp lại cho người khác. Chọn tên khác.`,
    PRIORITY_CONFLICT: (p) =>
      `${it(p, "holder")} đang giữ "${it(p, "localPart")}" nhưng có cấp bậc, chức vụ thấp hơn; người này nhận "${it(p, "given")}". Hãy giữ như vậy hoặc quyết định một tên hộp thư khác; địa chỉ đang dùng không bị lấy lại.`,
    ABSENT_FROM_FEED: () =>
      "Không còn trong dữ liệu nhân sự. Không thay đổi gì; nếu đã nghỉ hoặc giải thể thì ghi tình trạng vào dữ liệu.",
    NO_PRIMARY_POST: () => "Không có đơn vị công tác chính đang hiệu lực. Bổ sung một vị trí chính.",
    SEVERAL_PRIMARY_POSTS: (p) =>
      `Có nhiều vị trí công tác chính cùng hiệu lực (trong đó có ${it(p, "unit")}). Chỉ để một vị trí chính.`,
    UNKNOWN_UNIT: (p) =>
      `Đơn vị "${it(p, "unit")}" không có trong danh sách đơn vị. Sửa mã hoặc bổ sung đơn vị.`,
    UNKNOWN_PERSON: () => "Có vị trí công tác nhưng không có người với mã này. Bổ sung người hoặc sửa mã.",
    UNKNOWN_PARENT: (p) =>
      `Đơn vị cấp trên "${it(p, "parent")}" không có trong danh sách đơn vị. Sửa mã hoặc bổ sung đơn vị.`,
    UNIT_CYCLE: (p) => `Đơn vị là cấp trên của chính mình (qua "${it(p, "parent")}"). Sửa đơn vị cấp trên.`,
    BAD_VALUE: (p) => `Giá trị "${it(p, "value")}" ở cột ${it(p, "column")} không dùng được. Sửa ô này.`,
    IDENTITY_CHANGED: (p) =>
      `Số hiệu này trước đây là của "${it(p, "was")}" (sinh ${day("vi", p, "wasBorn")}), nay ghi "${it(p, "now")}" (sinh ${day("vi", p, "nowBorn")}). Nếu vẫn là một người, trả lời bằng: danhba decisions resolve … --keep; nếu là người khác, cấp số hiệu mới. Tài khoản được giữ nguyên cho đến khi có trả lời.`,
    DECISION_NO_MISSING: () =>
      "Chưa có số quyết định; quy chế chỉ cho cấp tài khoản theo quyết định. Ghi số quyết định ở vị trí công tác chính hoặc ở dòng nhân sự.",
    MAILBOX_WITHOUT_OWNER: (p) =>
      `Hộp thư cơ quan không có thủ trưởng đang công tác phụ trách (thủ trưởng ghi là "${it(p, "head")}"). Ghi người đứng đầu đương nhiệm của đơn vị.`,
    UNIT_WITHOUT_SUCCESSOR: (p) =>
      `Đơn vị đã giải thể mà không ghi đơn vị tiếp nhận, còn ${it(p, "people")} người. Ghi mã đơn vị tiếp nhận, hoặc chuyển vị trí công tác của những người đó.`,
    UNKNOWN_SUCCESSOR: (p) =>
      `Đơn vị tiếp nhận "${it(p, "successor")}" không có hoặc không còn hoạt động. Sửa mã đơn vị tiếp nhận.`,
    ORDER_WITHOUT_ACCOUNT: (p) =>
      `Lệnh số ${it(p, "order")} (${orderKind("vi", p)}) không thực hiện được ở tình trạng tài khoản hiện nay: ${accountState("vi", p)}. Kết thúc lệnh bằng: danhba orders end ${it(p, "order")}.`,
    LASTBIND_MISSING: () =>
      "Máy chủ LDAP không ghi lần đăng nhập cuối (lastbind), nên quy định về tài khoản không sử dụng tạm thời không được áp dụng. Bật olcLastBind; thời hạn được tính từ khi bật.",
    HOLIDAYS_MISSING: (p) =>
      `Chưa có ngày nghỉ lễ của năm ${it(p, "year")}, nên thời hạn tính theo ngày làm việc có thể sai. Bổ sung năm này vào holidays.yaml.`,
    CLOCK_BEHIND: (p) =>
      `Đồng hồ (${it(p, "clock")}) chậm hơn lần chạy trước (${it(p, "newest")}); thời gian được tính từ lần chạy đó. Chỉnh lại đồng hồ; nếu đồng hồ đúng thì dừng dịch vụ và chạy: danhba sync --accept-clock.`,
    PROOF_DIFFERS: (p) =>
      `Kiểm chứng độc lập sau lần chạy thấy ${it(p, "count")} chỗ khác với dữ liệu nhân sự mà không có gì giải thích (chi tiết: danhba runs --json, mục proof). Chạy lại danhba sync; nếu vẫn còn thì báo người phát triển.`,
    TRANSACTIONS_LOST: () =>
      "Mất kết nối với thư mục giữa một giao dịch: đã kiểm tra từng thay đổi đang ghi, phần còn lại được ghi từng thao tác một, chậm hơn. Hãy xem nhật ký của slapd; nếu việc này lặp lại, đặt ldap.transactions: off.",
    ADOPTION_UNCLEAR: (p) =>
      `Trong thư mục đã có mục mang mã cán bộ ${it(p, "number")}, nhưng chưa rõ là của tài khoản nào nên chưa tiếp quản và cũng chưa cấp mới: ${it(p, "dn")}. Chỉ để lại một mục uid=… lớp inetOrgPerson trong ou=people mang mã này, với địa chỉ thư không phải của người khác.`,
    FOREIGN_ENTRY: (p) =>
      `Trong thư mục đã có mục ${it(p, "dn")} không do danhba tạo. Nhận mục này, hoặc đổi tên nó.`,
    ADDRESS_IN_USE: (p) =>
      `Địa chỉ ${it(p, "address")} còn ở mục ${it(p, "dn")}, mục đó chưa được xử lý vì dữ liệu của nó sai hoặc thiếu. Sửa dữ liệu đó trước.`,
    ITEM_GIVEN_UP: (p) =>
      `Máy chủ LDAP đã từ chối thay đổi này ${it(p, "attempts")} lần (${it(p, "result")}) từ ${time("vi", p, "since")}; danhba không tự thử lại nữa. Sửa nguyên nhân rồi chạy: danhba sync (dừng dịch vụ trước, nếu đang chạy).`,
    MISSING_ENTRY: (p) => `Mục ${it(p, "dn")} đã mất khỏi thư mục; sẽ được tạo lại.`,
    UNKNOWN_ENTRY: (p) =>
      `Trong nhánh của danhba có mục ${it(p, "dn")} không do danhba tạo; mục này được giữ nguyên. Nếu không cần thì xóa, hoặc chuyển sang nhánh khác.`,
    DUPLICATE_ID: (p) =>
      `Mục ${it(p, "dn")} mang danhbaId ${it(p, "danhbaId")} không phải của nó (mục mang mã này: ${it(p, "other")}); mục này được giữ nguyên. Xóa mục này hoặc bỏ danhbaId của nó.`,
    DIRECTORY_RESTORED: (p) =>
      `Thư mục quay về trước: có mục đã thấy ở thời điểm ${time("vi", p, "was")} nay là của thời điểm ${time("vi", p, "is")}, như khi phục hồi từ bản sao lưu cũ. Các chỉnh sửa sai lệch chờ duyệt: xem danhba plan, rồi danhba approve.`,
    UNDO_CONFLICT: (p) =>
      `Không hoàn tác thay đổi số ${it(p, "seq")} trong nhật ký (${it(p, "dn")}): ${conflictText("vi", p)}. Nếu vẫn chưa đúng, hãy sửa dữ liệu nhân sự.`,
  },
  en: {
    EMPTY: () => "The full name is empty. Enter the name of the birth register.",
    BAD_CHAR: (p) =>
      `The name "${it(p, "name")}" has a character that no name has: ${it(p, "char")} (${it(p, "codePoint")}). Enter it with letters, spaces, hyphens and ' only.`,
    ENCODING_SUSPECT: (p) =>
      `The name "${it(p, "name")}" looks like text read with the wrong table (TCVN3, VNI, VIQR …). Export the file as Unicode (UTF-8, TCVN 6909:2001).`,
    TOO_LONG: (p) =>
      `It has ${it(p, "length")} characters, at most ${it(p, "limit")} are possible. Check the name; if it is right, request a local part.`,
    ONE_WORD: (p) =>
      `The name "${it(p, "name")}" has one word. Complete it, or confirm it by requesting a local part.`,
    NAMESAKE_MARK: (p) =>
      `The name "${it(p, "name")}" ends with "${it(p, "mark")}", which lists use to tell namesakes apart. Remove it, or confirm the name by requesting a local part.`,
    TITLE_IN_NAME: (p) =>
      `The name "${it(p, "name")}" holds a title: ${it(p, "title")}. Remove it from the cell.`,
    POSITION_IN_NAME: (p) =>
      `The name "${it(p, "name")}" holds a position or remark: ${it(p, "position")}. Move it to the position column.`,
    PARENTHESIS: (p) =>
      `The name "${it(p, "name")}" holds something in parentheses: ${it(p, "text")}. Remove it from the cell.`,
    LOST_APOSTROPHE: (p) =>
      `In "${it(p, "name")}", "${it(p, "word")}" may have lost its apostrophe (as in K'Rẻm). Enter it as registered, or confirm it by requesting a local part.`,
    HIDDEN_SPACE: (p) =>
      `In "${it(p, "name")}", "${it(p, "word")}" looks like two words run together. Type it again with a space.`,
    LAST_WORD_MIDDLE: (p) =>
      `The name "${it(p, "name")}" ends with "${it(p, "word")}", usually a middle name; the given name may be missing. Complete it, or confirm it by requesting a local part.`,
    NAME_PARTS_DIFFER: (p) =>
      `The full name "${it(p, "name")}" differs from the separate family and given name "${it(p, "parts")}". Correct the wrong column.`,
    CONTROL_CHAR: (p) =>
      `The name "${it(p, "name")}" has a line break or control character (${it(p, "codePoint")}); it counts as a space. Type the cell again.`,
    UNIT_NAME_UNUSABLE: (p) =>
      `The unit's name "${it(p, "name")}" makes no mailbox name: ${reason(UNIT_NAME_REASONS, "en", p)}. Correct the name, or fill in the mailbox name.`,
    UNIT_COLLISION: (p) =>
      `The mailbox name "${it(p, "localPart")}" is also that of ${it(p, "others")}. The authority decides; answer with: danhba decisions resolve, or fill in the unit's mailbox_name.`,
    PARENT_WITHOUT_ADDRESS: (p) =>
      `The unit above, ${it(p, "parent")}, has no mailbox name yet (${cause(p)}). Settle that unit first.`,
    AGENCY_WITHOUT_ADDRESS: (p) =>
      `This address needs the agency's part, but ${it(p, "agency")} has no mailbox name yet (${cause(p)}). Settle that agency first.`,
    BAD_EXTENSION: (p) =>
      `The extension "${it(p, "extension")}" cannot be used: ${reason(EXTENSION_REASONS, "en", p)}. Agree on another one.`,
    NO_RULE: () =>
      "The regulation has no rule for this name. Enter the local part that the competent level decides.",
    NEEDS_UNIT: () => "This address needs the agency's part, but no unit is given. Fill in the unit.",
    NEEDS_DECISION: (p) =>
      `Every form of the regulation is taken (${it(p, "localPart")}). The authority decides on the local part.`,
    NEEDS_EXTENSION: (p) =>
      `"${it(p, "localPart")}" is held or reserved; an extension after a dot is needed. The person agrees on one with the IT officer; then fill in the extension.`,
    RESERVED: (p) => `"${it(p, "localPart")}" is reserved for a role or for a unit. Choose another.`,
    BAD_LOCAL_PART: (p) =>
      `"${it(p, "localPart")}" cannot be a local part. Use a–z, 0–9 and inner dots (no more than the regulation allows), a letter first, at most 64 characters.`,
    LOCAL_PART_TAKEN: (p) =>
      `"${it(p, "localPart")}" was issued to ${it(p, "holder")} and is never issued to anybody else. Choose another.`,
    PRIORITY_CONFLICT: (p) =>
      `${it(p, "holder")} holds "${it(p, "localPart")}" with a lower rank; this person gets "${it(p, "given")}". Keep that, or decide on another local part; a live address is never taken away.`,
    ABSENT_FROM_FEED: () =>
      "No longer in the HR feed. Nothing is changed; if they left or it was dissolved, enter that status in the feed.",
    NO_PRIMARY_POST: () => "There is no primary post in force. Add one.",
    SEVERAL_PRIMARY_POSTS: (p) =>
      `Several primary posts are in force (one in ${it(p, "unit")}). Leave one of them primary.`,
    UNKNOWN_UNIT: (p) =>
      `The unit "${it(p, "unit")}" is not among the units. Correct the code or add the unit.`,
    UNKNOWN_PERSON: () => "There is a post, but no person with this id. Add the person or correct the id.",
    UNKNOWN_PARENT: (p) =>
      `The unit above, "${it(p, "parent")}", is not among the units. Correct the code or add the unit.`,
    UNIT_CYCLE: (p) => `The unit stands above itself (through "${it(p, "parent")}"). Correct the unit above.`,
    BAD_VALUE: (p) => `The value "${it(p, "value")}" of ${it(p, "column")} cannot be used. Correct the cell.`,
    IDENTITY_CHANGED: (p) =>
      `This id was "${it(p, "was")}" (born ${day("en", p, "wasBorn")}) and is now "${it(p, "now")}" (born ${day("en", p, "nowBorn")}). If it is the same person, answer with: danhba decisions resolve … --keep; if not, give the other person an id of their own. The account is left as it is until then.`,
    DECISION_NO_MISSING: () =>
      "There is no decision number, and the regulation creates accounts on a decision only. Fill it in with the primary post or the person.",
    MAILBOX_WITHOUT_OWNER: (p) =>
      `Nobody at work heads this agency mailbox (the head is given as "${it(p, "head")}"). Fill in the unit's present head.`,
    UNIT_WITHOUT_SUCCESSOR: (p) =>
      `The unit is dissolved without a successor, with ${it(p, "people")} people in it. Fill in the successor, or move their posts.`,
    UNKNOWN_SUCCESSOR: (p) =>
      `The successor "${it(p, "successor")}" is unknown or not active. Correct the successor's code.`,
    ORDER_WITHOUT_ACCOUNT: (p) =>
      `Order ${it(p, "order")} (${orderKind("en", p)}) cannot be carried out while the account is: ${accountState("en", p)}. End it with: danhba orders end ${it(p, "order")}.`,
    LASTBIND_MISSING: () =>
      "The directory does not note sign-ins (lastbind), so the rule on unused accounts is switched off. Switch olcLastBind on; the term counts from then.",
    HOLIDAYS_MISSING: (p) =>
      `The holidays of ${it(p, "year")} are not known, so terms in working days may be wrong. Add that year to holidays.yaml.`,
    CLOCK_BEHIND: (p) =>
      `The clock (${it(p, "clock")}) is behind the run before (${it(p, "newest")}); time is counted from that run. Set the clock right; if it is right, stop the service and run: danhba sync --accept-clock.`,
    PROOF_DIFFERS: (p) =>
      `The independent check after the run found ${it(p, "count")} differences from the HR feed that nothing explains (details: danhba runs --json, proof). Run danhba sync again; if they stay, tell the developers.`,
    TRANSACTIONS_LOST: () =>
      "The connection to the directory was lost in the middle of a transaction: each change under way was looked into, and the rest was written one by one, which is slower. See slapd's log; if it happens again, set ldap.transactions: off.",
    ADOPTION_UNCLEAR: (p) =>
      `The directory holds entries with the employee number ${it(p, "number")}, and it is not clear which account they are, so that none is taken over and none created: ${it(p, "dn")}. Leave one entry uid=… of class inetOrgPerson in ou=people with that number, and with no address of somebody else's.`,
    FOREIGN_ENTRY: (p) =>
      `The directory holds ${it(p, "dn")}, which danhba did not create. Adopt that entry, or rename it.`,
    ADDRESS_IN_USE: (p) =>
      `The address ${it(p, "address")} is still at ${it(p, "dn")}, which is left alone because its own data is wrong or missing. Mend that first.`,
    ITEM_GIVEN_UP: (p) =>
      `The directory refused this change ${it(p, "attempts")} times (${it(p, "result")}) since ${time("en", p, "since")}; it is no longer tried by itself. Mend the cause and run: danhba sync (stop the service first, if one runs).`,
    MISSING_ENTRY: (p) => `The entry ${it(p, "dn")} is gone from the directory; it will be created again.`,
    UNKNOWN_ENTRY: (p) =>
      `The entry ${it(p, "dn")} stands in a branch of danhba's, which did not create it; it is left alone. If nobody needs it, delete it, or move it to another branch.`,
    DUPLICATE_ID: (p) =>
      `The entry ${it(p, "dn")} has the danhbaId ${it(p, "danhbaId")}, which is not its own (whose it is: ${it(p, "other")}); it is left alone. Delete the entry, or take the danhbaId off it.`,
    DIRECTORY_RESTORED: (p) =>
      `The directory went back in time: what was seen as of ${time("en", p, "was")} is now as of ${time("en", p, "is")}, as after an old backup was restored. Corrections of drift wait for approval: see danhba plan, then danhba approve.`,
    UNDO_CONFLICT: (p) =>
      `Change ${it(p, "seq")} of the log (${it(p, "dn")}) is not undone: ${conflictText("en", p)}. Where that is still wrong, mend HR's data.`,
  },
};

/** The column of the feed in which the mend is made, for findings about one cell. */
const COLUMN_OF: Readonly<Partial<Record<FindingCode, string>>> = {
  EMPTY: "full_name",
  BAD_CHAR: "full_name",
  ENCODING_SUSPECT: "full_name",
  TOO_LONG: "full_name",
  ONE_WORD: "full_name",
  NAMESAKE_MARK: "full_name",
  TITLE_IN_NAME: "full_name",
  POSITION_IN_NAME: "full_name",
  PARENTHESIS: "full_name",
  LOST_APOSTROPHE: "full_name",
  HIDDEN_SPACE: "full_name",
  LAST_WORD_MIDDLE: "full_name",
  NAME_PARTS_DIFFER: "full_name",
  CONTROL_CHAR: "full_name",
  UNIT_NAME_UNUSABLE: "name",
  BAD_EXTENSION: "mailbox_extension",
};

/** The finding in one language; its owner is the row, and where it is about one cell the column stands first. */
export function findingText(finding: Pick<Finding, "code" | "params">, lang: Lang): string {
  const column = COLUMN_OF[finding.code];
  const text = FINDING_TEXTS[lang][finding.code](finding.params);
  return column === undefined ? text : `[${column}] ${text}`;
}
