/** Events: bổ nhiệm, miễn nhiệm thủ trưởng; đổi họ tên. */
import { type EventRow, inEach } from "./event-row.ts";
import { newcomer, person, unit } from "./rows.ts";

/** TV 7.1, QB 10.3, BT IV.3, QT by reading, ST 12.1; membership of the heads' group is each profile's `group` clause. */
const appointment: EventRow = {
  event: "bổ nhiệm thủ trưởng: the mailbox goes to the new head, its address and entry stay",
  setUp: (profile) => [
    ...newcomer(profile, {
      id: "P21",
      name: "Doãn Thị Xuân",
      request: "doanthixuan",
      unit: "D",
      decision: "1/QĐ",
    }),
    ...newcomer(profile, {
      id: "P22",
      name: "Nguyễn Khắc Giang",
      request: "nguyenkhacgiang",
      unit: "D",
      decision: "2/QĐ",
    }),
    unit("D", { head_person_id: "P21" }),
  ],
  change: () => [unit("D", { head_person_id: "P22", decision_no: "401/QĐ" })],
  back: () => [unit("D", { head_person_id: "P21", decision_no: "402/QĐ" })],
  cells: inEach(
    {
      travinh: ["syt", "Đ.7.1", "Đ.5.3", "dtxuan", "nkgiang"],
      quangbinh: ["syt", "Đ.10.3", "Đ.11.1", "xuandt.syt", "giangnk.syt"],
      binhthuan: ["syt", "IV.3", "IV.1.a", "xuandt", "giangnk"],
      quangtri: ["bandanvantinhuy", "Đ.11.5", "Đ.11.5", "doanthixuan", "nguyenkhacgiang"],
      soctrang: ["soyt", "Đ.12.1", "Đ.5.3", "dtxuan", "nkgiang"],
    },
    (box, head, group, former, next) => {
      const under = (first: string, second: string, holder: string) => ({
        "box:D": `active ${box} held by ${holder}`,
        "P21@D": `active ${former} in ${first}subtree-D unit-D`,
        "P22@D": `active ${next} in ${second}subtree-D unit-D`,
      });
      const log = (decision: string) => [
        `box:D modify HEAD_CHANGED ${head} ${decision}`,
        `P21@D group MEMBERSHIP_CHANGED ${group} 1/QĐ`,
        `P22@D group MEMBERSHIP_CHANGED ${group} 2/QĐ`,
      ];
      return {
        before: under("heads ", "", "P21"),
        after: under("", "heads ", "P22"),
        log: log("401/QĐ"),
        undone: under("heads ", "", "P21"),
        undoneLog: log("402/QĐ"),
      };
    },
  ),
};

const removal: EventRow = {
  event: "miễn nhiệm thủ trưởng: a mailbox without an owner is told, until there is one again",
  setUp: (profile) => [
    ...newcomer(profile, {
      id: "P23",
      name: "Phan Văn Khoa",
      request: "phanvankhoa",
      unit: "C",
      decision: "3/QĐ",
    }),
    unit("C", { head_person_id: "P23" }),
  ],
  change: () => [unit("C", { head_person_id: null, decision_no: "403/QĐ" })],
  back: () => [unit("C", { head_person_id: "P23", decision_no: "404/QĐ" })],
  cells: inEach(
    {
      travinh: ["chauthanh", "Đ.7.1", "Đ.5.3", "pvkhoa"],
      quangbinh: ["quangninh", "Đ.10.3", "Đ.11.1", "khoapv.quangninh"],
      binhthuan: ["htp", "IV.3", "IV.1.a", "khoapv"],
      quangtri: ["huyenuyhailang", "Đ.11.5", "Đ.11.5", "phanvankhoa"],
      soctrang: ["huyenmx", "Đ.12.1", "Đ.5.3", "pvkhoa"],
    },
    (box, head, group, uid) => {
      const headed = {
        "box:C": `active ${box} held by P23`,
        "P23@C": `active ${uid} in heads subtree-C unit-C`,
      };
      const log = (decision: string) => [
        `box:C modify HEAD_CHANGED ${head} ${decision}`,
        `P23@C group MEMBERSHIP_CHANGED ${group} 3/QĐ`,
      ];
      return {
        before: headed,
        after: {
          "box:C": `active ${box} held by nobody`,
          "P23@C": `active ${uid} in subtree-C unit-C`,
        },
        log: log("403/QĐ"),
        findings: ["box:C MAILBOX_WITHOUT_OWNER"],
        undone: headed,
        undoneLog: log("404/QĐ"),
      };
    },
  ),
};

const nameOnly: EventRow = {
  event: "đổi họ tên: the entry says the new name, the address stays until somebody asks for another",
  setUp: (profile) =>
    newcomer(profile, { id: "P24", name: "Vũ Thị Mai", request: "vuthimai", unit: "B", decision: "1/QĐ" }),
  change: () => [person("P24", { full_name: "Vũ Thị Ngọc Mai", decision_no: "405/QĐ" })],
  back: () => [person("P24", { full_name: "Vũ Thị Mai", decision_no: "406/QĐ" })],
  cells: inEach(
    {
      travinh: ["vtmai", "Đ.6.2"],
      quangbinh: ["maivt.stttt", "Đ.4.2"],
      binhthuan: ["maivt", "IV.4"],
      quangtri: ["vuthimai", "Đ.9"],
      soctrang: ["vtmai", "Đ.11.3"],
    },
    (uid, clause) => {
      const called = (cn: string) => ({ "P24@B": `active ${uid} in subtree-B unit-B`, "P24@B.cn": cn });
      return {
        before: called("Vũ Thị Mai"),
        after: called("Vũ Thị Ngọc Mai"),
        log: [`P24@B modify PERSON_CHANGED ${clause} 405/QĐ`],
        undone: called("Vũ Thị Mai"),
        undoneLog: [`P24@B modify PERSON_CHANGED ${clause} 406/QĐ`],
      };
    },
  ),
};

const OLD_NAME = {
  travinh: "dtlan",
  quangbinh: "landt.stttt",
  binhthuan: "landt",
  quangtri: "dangthilan",
  soctrang: "dtlan",
} as const;
const NEW_NAME = {
  travinh: "dtnlan",
  quangbinh: "landtn.stttt",
  binhthuan: "landtn",
  quangtri: "dangthingoclan",
  soctrang: "dtnlan",
} as const;

/** TV on request, QB 4.1, BT on request, QT Đ.9, ST 4.1 (thay đổi tên truy cập). */
const nameAndAddress: EventRow = {
  event: "đổi họ tên kèm đề nghị đổi tên hộp thư: renamed, the old address stays an alias",
  setUp: (profile) =>
    newcomer(profile, {
      id: "P25",
      name: "Đặng Thị Lan",
      request: "dangthilan",
      unit: "B",
      decision: "1/QĐ",
    }),
  change: (profile) => [
    person("P25", {
      full_name: "Đặng Thị Ngọc Lan",
      requested_local_part: NEW_NAME[profile],
      decision_no: "407/QĐ",
    }),
  ],
  back: (profile) => [
    person("P25", {
      full_name: "Đặng Thị Lan",
      requested_local_part: OLD_NAME[profile],
      decision_no: "408/QĐ",
    }),
  ],
  cells: inEach(
    {
      travinh: [OLD_NAME.travinh, NEW_NAME.travinh, "Đ.5.3"],
      quangbinh: [OLD_NAME.quangbinh, NEW_NAME.quangbinh, "Đ.4.1"],
      binhthuan: [OLD_NAME.binhthuan, NEW_NAME.binhthuan, "II.4"],
      quangtri: [OLD_NAME.quangtri, NEW_NAME.quangtri, "Đ.9"],
      soctrang: [OLD_NAME.soctrang, NEW_NAME.soctrang, "Đ.4.1"],
    },
    (was, is, clause) => ({
      before: { "P25@B": `active ${was} in subtree-B unit-B` },
      after: { "P25@B": `active ${is} +${was} in subtree-B unit-B` },
      log: [`P25@B rename ADDRESS_CHANGED ${clause} 407/QĐ`],
      undone: { "P25@B": `active ${was} +${is} in subtree-B unit-B` },
      undoneLog: [`P25@B rename ADDRESS_CHANGED ${clause} 408/QĐ`],
    }),
  ),
};

export const HEADS_AND_NAMES: readonly EventRow[] = [appointment, removal, nameOnly, nameAndAddress];
