/** Events: chia tách, giải thể đơn vị. */
import type { ProfileId } from "../../support/real-realm.ts";
import { type EventRow, inEach } from "./event-row.ts";
import { moved, newcomer, person, unit } from "./rows.ts";

const NEW_PLACE = (profile: ProfileId) =>
  profile === "quangtri" ? "Trường Chính trị Lê Duẩn" : "Sở Tài chính";

const split: EventRow = {
  event: "chia tách: a new unit with a mailbox of its own, whoever is posted there moves; and together again",
  setUp: (profile) => [
    ...newcomer(profile, {
      id: "P35",
      name: "Chu Thị Thắm",
      request: "chuthitham",
      unit: "I",
      decision: "5/QĐ",
    }),
    ...newcomer(profile, {
      id: "P36",
      name: "Đào Duy Hiếu",
      request: "daoduyhieu",
      unit: "I",
      decision: "6/QĐ",
    }),
  ],
  change: (profile) => [
    unit("I2", { name: NEW_PLACE(profile), kind: "department", decision_no: "505/QĐ" }),
    moved("P35", "I2", "505/QĐ"),
    ...(profile === "binhthuan" ? [person("P35", { mailbox_extension: "tham" })] : []),
  ],
  back: () => [
    unit("I2", { status: "dissolved", successor_code: "I", decision_no: "506/QĐ" }),
    moved("P35", "I", "506/QĐ"),
  ],
  cells: inEach(
    {
      travinh: [
        "stp",
        "stc",
        "cttham",
        "cttham",
        "cttham",
        "ddhieu",
        "modify PERSON_TRANSFERRED Đ.6.2",
        "Đ.6.2",
        "Đ.5.3",
        "Đ.5.3",
        "Đ.5.3",
      ],
      quangbinh: [
        "stp",
        "stc",
        "thamct.stp",
        "thamct.stc +thamct.stp",
        "thamct.stp +thamct.stc",
        "hieudd.stp",
        "rename PERSON_TRANSFERRED Đ.11.3",
        "Đ.4.2",
        "Đ.4.2",
        "Đ.11.1",
        "Đ.7.1",
      ],
      binhthuan: ["stp", "stc", "thamct", "", "", "hieudd", "", "II.4", "II.2", "IV.1.a", "II.4"],
      quangtri: [
        "baoquangtri",
        "truongchinhtrileduan",
        "chuthitham",
        "chuthitham",
        "chuthitham",
        "daoduyhieu",
        "modify PERSON_TRANSFERRED Đ.9",
        "Đ.9",
        "Đ.11.5",
        "Đ.11.5",
        "Đ.11.5",
      ],
      soctrang: [
        "sotp",
        "sotc",
        "cttham",
        "cttham",
        "cttham",
        "ddhieu",
        "modify PERSON_TRANSFERRED Đ.3.3.b",
        "Đ.4.1",
        "Đ.10.2",
        "Đ.5.3",
        "Đ.10.2",
      ],
    },
    (box, newBox, was, is, again, other, transfer, create, ofUnit, ofGroup, dissolve) => {
      // Bình Thuận: a person posted to another agency is a transfer, whatever the reason.
      const isCancelled = transfer === "";
      const move = (decision: string) => [`P35@I ${transfer} ${decision}`];
      const there = "in subtree-I2 unit-I2";
      const here = "in subtree-I unit-I";
      return {
        before: {
          "unit:I2": "none",
          "box:I": `active ${box} held by nobody`,
          "P35@I": `active ${was} ${here}`,
          "P36@I": `active ${other} ${here}`,
        },
        after: {
          "unit:I2": "active",
          "box:I": `active ${box} held by nobody`,
          "box:I2": `active ${newBox} held by nobody`,
          ...(isCancelled
            ? { "P35@I": `disabled ${was}`, "P35@I2": `active ${was}.tham ${there}` }
            : { "P35@I": `active ${is} ${there}` }),
          "P36@I": `active ${other} ${here}`,
        },
        log: [
          `unit:I2 create UNIT_ESTABLISHED ${ofUnit} 505/QĐ`,
          `group:unit-I2 create GROUP_NEEDED ${ofGroup} 505/QĐ`,
          `group:subtree-I2 create GROUP_NEEDED ${ofGroup} 505/QĐ`,
          `box:I2 create MAILBOX_ISSUED ${create} 505/QĐ`,
          ...(isCancelled
            ? ["P35@I disable TRANSFER_CANCELLED II.4 505/QĐ", "P35@I2 create PERSON_HIRED II.4 505/QĐ"]
            : move("505/QĐ")),
        ],
        findings: ["box:I MAILBOX_WITHOUT_OWNER", "box:I2 MAILBOX_WITHOUT_OWNER"],
        undone: {
          "unit:I2": "disabled",
          "box:I": `active ${box} +${newBox} held by nobody`,
          "box:I2": `disabled ${newBox}, no mail held by nobody`,
          ...(isCancelled
            ? { "P35@I": `disabled ${was}`, "P35@I2": `active ${was}.tham ${here}` }
            : { "P35@I": `active ${again} ${here}` }),
          "P36@I": `active ${other} ${here}`,
        },
        undoneLog: [
          `unit:I2 modify UNIT_DISSOLVED ${dissolve} 506/QĐ`,
          `box:I2 disable UNIT_MERGED ${dissolve} 506/QĐ`,
          `box:I modify UNIT_MERGED ${dissolve} 506/QĐ`,
          ...(isCancelled ? ["P35@I2 modify PERSON_TRANSFERRED II.4 506/QĐ"] : move("506/QĐ")),
        ],
        undoneFindings: ["box:I MAILBOX_WITHOUT_OWNER"],
      };
    },
  ),
};

const dissolved: EventRow = {
  event:
    "giải thể không có nơi tiếp nhận: the mailbox is off, the people are told; set up again it has its own back",
  setUp: (profile) =>
    newcomer(profile, { id: "P37", name: "Hồ A Lai", request: "hoalai", unit: "K", decision: "7/QĐ" }),
  change: () => [unit("K", { status: "dissolved", decision_no: "507/QĐ" })],
  back: () => [unit("K", { status: "active", decision_no: "508/QĐ" })],
  cells: inEach(
    {
      travinh: ["sdl", "halai", "Đ.5.3", "Đ.5.3", "Đ.5.3"],
      quangbinh: ["sdl", "laiha.sdl", "Đ.7.1", "Đ.4.2", "Đ.4.1"],
      binhthuan: ["sdl", "laiha", "II.4", "II.2", "II.4"],
      quangtri: ["hoicuuchienbinh", "hoalai", "Đ.11.5", "Đ.11.5", "Đ.9"],
      soctrang: ["sodl", "halai", "Đ.10.2", "Đ.10.2", "Đ.4.4"],
    },
    (box, uid, dissolve, ofUnit, restore) => {
      const there = {
        "unit:K": "active",
        "box:K": `active ${box} held by nobody`,
        "P37@K": `active ${uid} in subtree-K unit-K`,
      };
      return {
        before: there,
        after: {
          "unit:K": "disabled",
          "box:K": `disabled ${box} held by nobody`,
          "P37@K": `active ${uid} in subtree-K unit-K`,
        },
        log: [
          `unit:K modify UNIT_DISSOLVED ${dissolve} 507/QĐ`,
          `box:K disable UNIT_DISSOLVED ${dissolve} 507/QĐ`,
        ],
        findings: ["unit:K UNIT_WITHOUT_SUCCESSOR"],
        undone: there,
        undoneLog: [
          `unit:K modify UNIT_CHANGED ${ofUnit} 508/QĐ`,
          `box:K restore UNIT_REESTABLISHED ${restore} 508/QĐ`,
        ],
        undoneFindings: ["box:K MAILBOX_WITHOUT_OWNER"],
      };
    },
  ),
};

export const SPLIT_AND_DISSOLUTION: readonly EventRow[] = [split, dissolved];
