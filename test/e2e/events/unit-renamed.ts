/** Event: đổi tên đơn vị. */
import type { ProfileId } from "../../support/real-realm.ts";
import { type EventRow, inEach } from "./event-row.ts";
import { newcomer, unit } from "./rows.ts";

const NEW_UNIT_NAME = (profile: ProfileId) =>
  profile === "quangtri" ? "Ban Công tác quần chúng Tỉnh ủy" : "Sở Xây dựng";
const OLD_UNIT_NAME = (profile: ProfileId) =>
  profile === "quangtri" ? "Ban Tuyên giáo Tỉnh ủy" : "Sở Giao thông vận tải";

/** Whose address carries the agency's name (Quảng Bình) follows it; everybody else keeps theirs. */
export const UNIT_RENAMED: EventRow = {
  event: "đổi tên đơn vị: the mailbox is renamed with an alias, people's suffixes follow",
  setUp: (profile) => [
    ...newcomer(profile, {
      id: "P31",
      name: "Cao Thị Hằng",
      request: "caothihang",
      unit: "E",
      decision: "1/QĐ",
    }),
    unit("E", { head_person_id: "P31" }),
  ],
  change: (profile) => [unit("E", { name: NEW_UNIT_NAME(profile), decision_no: "501/QĐ" })],
  back: (profile) => [unit("E", { name: OLD_UNIT_NAME(profile), decision_no: "502/QĐ" })],
  cells: inEach(
    {
      travinh: [
        "sgtvt",
        "sxd",
        "cthang",
        "cthang",
        "cthang",
        "modify PERSON_CHANGED Đ.6.2",
        "Đ.5.3",
        "Đ.5.3",
        "Đ.5.3",
      ],
      quangbinh: [
        "sgtvt",
        "sxd",
        "hangct.sgtvt",
        "hangct.sxd +hangct.sgtvt",
        "hangct.sgtvt +hangct.sxd",
        "rename ADDRESS_CHANGED Đ.4.1",
        "Đ.4.2",
        "Đ.4.1",
        "Đ.11.1",
      ],
      binhthuan: [
        "sgtvt",
        "sxd",
        "hangct",
        "hangct",
        "hangct",
        "modify PERSON_CHANGED IV.4",
        "II.2",
        "II.4",
        "IV.1.a",
      ],
      quangtri: [
        "bantuyengiaotinhuy",
        "bancongtacquanchungtinhuy",
        "caothihang",
        "caothihang",
        "caothihang",
        "modify PERSON_CHANGED Đ.9",
        "Đ.11.5",
        "Đ.9",
        "Đ.11.5",
      ],
      soctrang: [
        "sogtvt",
        "soxd",
        "cthang",
        "cthang",
        "cthang",
        "modify PERSON_CHANGED Đ.11.3",
        "Đ.10.2",
        "Đ.4.1",
        "Đ.5.3",
      ],
    },
    (box, newBox, was, is, again, change, ofUnit, ofBox, ofGroup) => {
      const log = (decision: string) => [
        `unit:E modify UNIT_CHANGED ${ofUnit} ${decision}`,
        `group:subtree-E modify GROUP_CHANGED ${ofGroup} ${decision}`,
        `group:unit-E modify GROUP_CHANGED ${ofGroup} ${decision}`,
        `P31@E ${change} 1/QĐ`,
        `box:E rename ADDRESS_CHANGED ${ofBox} ${decision}`,
      ];
      return {
        before: {
          "unit:E": "active",
          "box:E": `active ${box} held by P31`,
          "P31@E": `active ${was} in heads subtree-E unit-E`,
        },
        after: {
          "unit:E": "active",
          "box:E": `active ${newBox} +${box} held by P31`,
          "P31@E": `active ${is} in heads subtree-E unit-E`,
        },
        log: log("501/QĐ"),
        undone: {
          "unit:E": "active",
          "box:E": `active ${box} +${newBox} held by P31`,
          "P31@E": `active ${again} in heads subtree-E unit-E`,
        },
        undoneLog: log("502/QĐ"),
      };
    },
  ),
};
