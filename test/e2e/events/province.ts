/** The same organisation in five provinces: two agencies, a division, a district, a commune, and units to reorganise. */
import type { FeedRow, ProfileId } from "../../support/real-realm.ts";
import { unit } from "./rows.ts";

interface UnitPlan {
  readonly code: string;
  readonly kind: string;
  readonly parent?: string;
  readonly names: Readonly<Record<ProfileId, string>>;
}

const named = (
  travinh: string,
  quangbinh: string,
  binhthuan: string,
  quangtri: string,
  soctrang: string,
) => ({
  travinh,
  quangbinh,
  binhthuan,
  quangtri,
  soctrang,
});
/** State agencies are called the same everywhere, Party bodies of Quảng Trị are not. */
const alike = (state: string, party: string) => named(state, state, state, party, state);

/** In Bình Thuận `A` is the Ban Dân tộc whose rules these are, and every other agency a place to be transferred to. */
const UNITS: readonly UnitPlan[] = [
  {
    code: "A",
    kind: "department",
    names: named("Sở Nội vụ", "Sở Nội vụ", "Ban Dân tộc", "Văn phòng Tỉnh ủy", "Sở Nội vụ"),
  },
  { code: "B", kind: "department", names: alike("Sở Thông tin và Truyền thông", "Ban Tổ chức Tỉnh ủy") },
  { code: "B1", kind: "division", parent: "B", names: alike("Phòng Công nghệ thông tin", "Phòng Tổng hợp") },
  {
    code: "C",
    kind: "district",
    names: named(
      "huyện Châu Thành",
      "huyện Quảng Ninh",
      "huyện Tuy Phong",
      "Huyện ủy Hải Lăng",
      "huyện Mỹ Xuyên",
    ),
  },
  {
    code: "C1",
    kind: "commune",
    parent: "C",
    names: named("xã Hòa Thuận", "xã Hải Ninh", "xã Phú Lạc", "Đảng ủy xã Hải Thượng", "xã Thạnh Phú"),
  },
  { code: "D", kind: "department", names: alike("Sở Y tế", "Ban Dân vận Tỉnh ủy") },
  { code: "E", kind: "department", names: alike("Sở Giao thông vận tải", "Ban Tuyên giáo Tỉnh ủy") },
  { code: "F", kind: "department", names: alike("Sở Khoa học và Công nghệ", "Ban Nội chính Tỉnh ủy") },
  { code: "F1", kind: "division", parent: "F", names: alike("Phòng Kỹ thuật", "Phòng Nghiệp vụ") },
  { code: "G", kind: "department", names: alike("Sở Công Thương", "Ủy ban Kiểm tra Tỉnh ủy") },
  { code: "I", kind: "department", names: alike("Sở Tư pháp", "Báo Quảng Trị") },
  { code: "K", kind: "department", names: alike("Sở Du lịch", "Hội Cựu chiến binh") },
];

export const provinceOf = (profile: ProfileId): readonly FeedRow[] =>
  UNITS.map(({ code, kind, parent = null, names }) =>
    unit(code, { name: names[profile], kind, parent_code: parent, decision_no: `TL-${code}` }),
  );
