/** What the naming report says, in both languages. */
import type { Lang } from "../../texts/lang.ts";

const EN = {
  units: "Real units that ask for one mailbox name, by profile (communes alone → below their districts)",
  province: "province (communes)",
  whenDecided: "once the districts are decided",
  waiting: "communes wait",
  districts: "districts ask for one name",
  notes: "Where a figure differs from initials or full names counted without an engine",
  noteDistricts:
    "Trà Vinh, initials: huyện Tiểu Cần and huyện Trà Cú ask for one name, so both and the communes below wait for a " +
    "decision. Named below one common parent 19 communes would share a name; below two parents 15 do.",
  noteQuangBinh:
    "quangbinh: by reading 12 communes take the full name without a district, as districts do; a commune named like " +
    "a district (xã and huyện Minh Hóa) collides with it. Counted as initials it would be the column of binhthuan.",
  people: "people, drawn by the frequency of names; seed",
  agencies: "agencies",
  plain: "first form",
  suffixed: "with suffix",
  numbered: "numbered",
  highest: "highest number",
  undecided: "a person decides",
  distinct: "different addresses",
  cpu: "CPU for naming them",
} as const;

const VI: ReportWords = {
  units: "Đơn vị thật trùng tên hộp thư, theo từng hồ sơ quy tắc (riêng cấp xã → dưới huyện)",
  province: "tỉnh (số đơn vị cấp xã)",
  whenDecided: "khi đã quyết định tên huyện",
  waiting: "đơn vị cấp xã phải chờ",
  districts: "huyện trùng tên",
  notes: "Chỗ con số khác với cách đếm chữ đầu hoặc tên đầy đủ không qua bộ quy tắc",
  noteDistricts:
    "Trà Vinh, viết tắt: huyện Tiểu Cần và huyện Trà Cú trùng tên nên cả hai và các đơn vị bên dưới chờ quyết định. " +
    "Nếu đặt dưới một tên chung thì 19 đơn vị trùng; dưới hai tên riêng thì 15.",
  noteQuangBinh:
    "quangbinh: theo cách đọc số 12, cấp xã lấy tên đầy đủ, không kèm huyện, như huyện; xã trùng tên huyện (xã và " +
    "huyện Minh Hóa) thì trùng. Nếu đếm theo chữ đầu thì như cột binhthuan.",
  people: "người, tên lấy theo tần suất; hạt giống",
  agencies: "cơ quan",
  plain: "dạng đầu",
  suffixed: "có hậu tố",
  numbered: "có số",
  highest: "số lớn nhất",
  undecided: "chờ quyết định",
  distinct: "địa chỉ khác nhau",
  cpu: "CPU để đặt tên",
};

export type ReportWords = Readonly<Record<keyof typeof EN, string>>;

export const REPORT_TEXTS: Readonly<Record<Lang, ReportWords>> = {
  en: EN,
  vi: VI,
};
