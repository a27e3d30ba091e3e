/** The columns of the three kinds of delivered table: names, labels people write instead, and how a cell is read. */
import type { DeliveredKind } from "../model/delivery.ts";
import type { FeedAppointment, FeedPerson, FeedUnit } from "../model/feed.ts";
import * as parse from "./parse-value.ts";
import * as words from "./words.ts";

export interface Column<T> {
  /** As in schema hr. */
  readonly name: string;
  /** Vietnamese labels, the usual one first, and names from other systems; any of them may stand in a heading. */
  readonly labels: readonly [string, ...string[]];
  readonly english: string;
  readonly parse: parse.ValueParser<T>;
  /** What a row gets where the file has no such column; without it the column must be there. */
  readonly absent?: T;
}

export type ColumnsOf<Row> = { readonly [Property in keyof Row]-?: Column<Row[Property]> };

const decisionNo: Column<string | null> = {
  name: "decision_no",
  labels: ["Số quyết định", "so_quyet_dinh"],
  english: "Decision number",
  parse: parse.parseText,
  absent: null,
};
const decisionDate: Column<string | null> = {
  name: "decision_date",
  labels: ["Ngày quyết định", "ngay_quyet_dinh"],
  english: "Decision date",
  parse: parse.parseDay,
  absent: null,
};
const effectiveFrom: Column<string | null> = {
  name: "effective_from",
  labels: ["Ngày hiệu lực", "Từ ngày", "ngay_hieu_luc"],
  english: "Effective from",
  parse: parse.parseDay,
  absent: null,
};
/** "Đến ngày" is no label on purpose: it names the last day, this column the first one after it. */
const effectiveTo: Column<string | null> = {
  name: "effective_to",
  labels: ["Ngày hết hiệu lực", "Ngày hết hạn", "ngay_het_han"],
  english: "Effective to (first day no longer)",
  parse: parse.parseDay,
  absent: null,
};

const text = (name: string, english: string, ...labels: readonly [string, ...string[]]) =>
  ({ name, labels, english, parse: parse.parseText, absent: null }) satisfies Column<string | null>;
const reference = (name: string, english: string, ...labels: readonly [string, ...string[]]) =>
  ({ name, labels, english, parse: parse.parseReference, absent: null }) satisfies Column<string | null>;

const UNIT_COLUMNS: ColumnsOf<FeedUnit> = {
  code: {
    name: "code",
    labels: ["Mã đơn vị", "Mã cơ quan, đơn vị", "ma_don_vi"],
    english: "Unit code",
    parse: parse.parseKey,
  },
  name: {
    name: "name",
    labels: ["Tên đơn vị", "Tên cơ quan, đơn vị", "ten_don_vi"],
    english: "Unit name",
    parse: parse.parseName,
  },
  kind: {
    name: "kind",
    labels: ["Loại hình", "Loại đơn vị", "loai_don_vi"],
    english: "Kind",
    parse: parse.mustHave(parse.parseWord(words.UNIT_KIND_WORDS)),
  },
  parentCode: reference("parent_code", "Parent code", "Mã đơn vị cấp trên", "Mã đơn vị cha", "ma_don_vi_cha"),
  mailboxName: text("mailbox_name", "Mailbox name", "Tên hộp thư", "ten_hop_thu"),
  headPersonId: reference("head_person_id", "Head's person id", "Số hiệu thủ trưởng"),
  status: {
    name: "status",
    labels: ["Tình trạng", "Trạng thái"],
    english: "Status",
    parse: parse.orElse(parse.parseWord(words.UNIT_STATUS_WORDS), "active"),
    absent: "active",
  },
  successorCode: reference("successor_code", "Successor code", "Mã đơn vị tiếp nhận", "Mã đơn vị kế thừa"),
  effectiveFrom,
  effectiveTo,
  decisionNo,
  decisionDate,
};

const PERSON_ID_LABELS = ["Số hiệu CBCCVC", "Số hiệu", "Mã CBCCVC", "so_hieu_cbccvc"] as const;

const PERSON_COLUMNS: ColumnsOf<FeedPerson> = {
  id: { name: "id", labels: PERSON_ID_LABELS, english: "Staff id", parse: parse.parseKey },
  fullName: {
    name: "full_name",
    labels: ["Họ và tên", "Họ tên", "Họ và tên khai sinh", "ho_ten"],
    english: "Full name",
    parse: parse.parseName,
  },
  familyMiddleName: text(
    "family_middle_name",
    "Family and middle name",
    "Họ và tên đệm",
    "Họ đệm",
    "Họ và đệm",
    "Họ và tên lót",
    "ho_dem",
  ),
  givenName: text("given_name", "Given name", "Tên", "ten"),
  birthDate: {
    name: "birth_date",
    labels: ["Ngày sinh", "Ngày tháng năm sinh", "ngay_sinh"],
    english: "Birth date",
    parse: parse.parseDay,
    absent: null,
  },
  gender: {
    name: "gender",
    labels: ["Giới tính", "gioi_tinh"],
    english: "Gender",
    parse: parse.parseWord(words.GENDER_WORDS),
    absent: null,
  },
  phone: text("phone", "Telephone", "Điện thoại", "Số điện thoại"),
  staffClass: {
    name: "staff_class",
    labels: ["Loại đối tượng", "loai_doi_tuong"],
    english: "Staff class",
    parse: parse.parseWord(words.STAFF_CLASS_WORDS),
    absent: null,
  },
  status: {
    name: "status",
    labels: ["Tình trạng", "Tình trạng công tác", "Trạng thái"],
    english: "Status",
    parse: parse.orElse(parse.parseWord(words.PERSON_STATUS_WORDS), "working"),
    absent: "working",
  },
  statusFrom: {
    name: "status_from",
    labels: ["Ngày hiệu lực của tình trạng", "Tình trạng từ ngày"],
    english: "Status from",
    parse: parse.parseDay,
    absent: null,
  },
  registeredAt: {
    name: "registered_at",
    labels: ["Thời điểm đăng ký", "Ngày đăng ký"],
    english: "Registered at",
    parse: parse.parseInstant,
    absent: null,
  },
  requestedLocalPart: text(
    "requested_local_part",
    "Requested local part",
    "Tên hộp thư đề nghị",
    "Tên hộp thư",
  ),
  mailboxExtension: text("mailbox_extension", "Mailbox extension", "Phần mở rộng", "Phần mở rộng hộp thư"),
  decisionNo,
  decisionDate,
  decidedBy: text("decided_by", "Decided by", "Cơ quan ra quyết định", "co_quan_ra_qd"),
};

const APPOINTMENT_COLUMNS: ColumnsOf<FeedAppointment> = {
  id: {
    name: "id",
    labels: ["Mã vị trí công tác", "Mã vị trí", "Mã bổ nhiệm"],
    english: "Appointment id",
    parse: parse.parseKey,
  },
  personId: { name: "person_id", labels: PERSON_ID_LABELS, english: "Staff id", parse: parse.parseKey },
  unitCode: {
    name: "unit_code",
    labels: ["Mã đơn vị", "Mã đơn vị công tác", "ma_don_vi"],
    english: "Unit code",
    parse: parse.parseKey,
  },
  title: text("title", "Title", "Chức vụ", "Chức danh", "Chức vụ, chức danh", "chuc_vu"),
  leaderRank: {
    name: "leader_rank",
    labels: ["Cấp lãnh đạo", "cap_lanh_dao"],
    english: "Leader rank",
    parse: parse.parseRank,
    absent: 0,
  },
  kind: {
    name: "kind",
    labels: ["Loại vị trí", "Hình thức"],
    english: "Kind of post",
    parse: parse.orElse(parse.parseWord(words.APPOINTMENT_KIND_WORDS), "primary"),
    absent: "primary",
  },
  effectiveFrom,
  effectiveTo,
  decisionNo,
  decisionDate,
};

export const COLUMNS = {
  units: UNIT_COLUMNS,
  people: PERSON_COLUMNS,
  appointments: APPOINTMENT_COLUMNS,
} as const satisfies Record<DeliveredKind, unknown>;

/** Personal data that danhba must not hold (design.md §3): such a column is to be taken out by the sender. */
export const UNWANTED_HEADINGS = [
  "Số định danh cá nhân",
  "so_dinh_danh",
  "Số CCCD",
  "CCCD",
  "Số căn cước",
  "Số CMND",
  "CMND",
  "Dân tộc",
  "dan_toc",
] as const;
