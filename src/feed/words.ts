/** Vietnamese words for the feed's enumerations (domain.md §6); the first one of each is shown to people. */
import type { AppointmentKind, FeedUnit, PersonStatus, StaffClass, UnitKind } from "../model/feed.ts";

export const UNIT_KIND_WORDS = {
  department: ["sở", "ban", "ngành", "sở, ban, ngành", "cơ quan cấp tỉnh"],
  district: ["huyện", "quận"],
  town: ["thị xã"],
  city: ["thành phố"],
  commune: ["xã"],
  ward: ["phường"],
  township: ["thị trấn"],
  special_zone: ["đặc khu"],
  division: ["phòng", "phòng ban", "bộ phận", "bộ phận trực thuộc", "đơn vị trực thuộc"],
  other: ["khác"],
} as const satisfies Record<UnitKind, readonly string[]>;

export const UNIT_STATUS_WORDS = {
  active: ["đang hoạt động", "hoạt động"],
  dissolved: ["đã giải thể", "giải thể"],
} as const satisfies Record<FeedUnit["status"], readonly string[]>;

export const STAFF_CLASS_WORDS = {
  can_bo: ["cán bộ"],
  cong_chuc: ["công chức"],
  vien_chuc: ["viên chức"],
  nguoi_lao_dong: ["người lao động", "lao động hợp đồng", "hợp đồng lao động"],
} as const satisfies Record<StaffClass, readonly string[]>;

export const PERSON_STATUS_WORDS = {
  working: ["đang làm việc", "đang công tác"],
  duty_suspended: ["đình chỉ công tác", "tạm đình chỉ", "tạm đình chỉ công tác"],
  long_leave: ["nghỉ dài hạn"],
  left_province: ["chuyển ra ngoài tỉnh", "chuyển ngoài tỉnh"],
  retired: ["nghỉ hưu", "đã nghỉ hưu"],
  resigned: ["thôi việc", "nghỉ việc", "đã thôi việc"],
  dismissed: ["buộc thôi việc"],
  deceased: ["từ trần", "đã mất"],
} as const satisfies Record<PersonStatus, readonly string[]>;

export const APPOINTMENT_KIND_WORDS = {
  primary: ["chính", "vị trí chính", "chức vụ chính"],
  concurrent: ["kiêm nhiệm"],
  secondment: ["biệt phái"],
} as const satisfies Record<AppointmentKind, readonly string[]>;

export const GENDER_WORDS = {
  male: ["nam"],
  female: ["nữ"],
  other: ["khác"],
} as const satisfies Record<string, readonly string[]>;
