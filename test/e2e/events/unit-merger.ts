/** Event: sáp nhập đơn vị. */
import { type EventRow, fromWords } from "./event-row.ts";
import { newcomer, unit } from "./rows.ts";

interface MergerWords {
  readonly boxes: Readonly<Record<"F" | "G" | "F1" | "F1atG", string>>;
  /** The addresses of P32 and P33 before, with the successor, and after the inverse; that of P34. */
  readonly p32: readonly [string, string, string];
  readonly p33: readonly [string, string, string];
  readonly p34: string;
  /** What a change of unit, and one of its name alone, is for people. */
  readonly kind: "modify" | "rename";
  readonly ofPerson: string;
  readonly ofTransfer: string;
  readonly dissolve: string;
  readonly rename: string;
  readonly restore: string;
  readonly modify: string;
  readonly unit: string;
}

const stays = (uid: string) => [uid, uid, uid] as const;

/** A merger is no transfer: in Bình Thuận too the accounts go along (II.4 speaks of people who change their post). */
export const MERGER: EventRow = {
  event: "sáp nhập: mailbox, people, divisions and groups follow the successor, the old name delivers there",
  setUp: (profile) => [
    ...newcomer(profile, {
      id: "P32",
      name: "Lâm Thị Phượng",
      request: "lamthiphuong",
      unit: "F",
      decision: "2/QĐ",
    }),
    ...newcomer(profile, {
      id: "P33",
      name: "Hứa Văn Nam",
      request: "huavannam",
      unit: "F1",
      decision: "3/QĐ",
    }),
    ...newcomer(profile, {
      id: "P34",
      name: "Trịnh Thị Nga",
      request: "trinhthinga",
      unit: "G",
      decision: "4/QĐ",
    }),
    unit("F", { head_person_id: "P32" }),
    unit("G", { head_person_id: "P34" }),
  ],
  change: () => [unit("F", { status: "dissolved", successor_code: "G", decision_no: "503/QĐ" })],
  back: () => [unit("F", { status: "active", successor_code: null, decision_no: "504/QĐ" })],
  cells: fromWords<MergerWords>(
    {
      travinh: {
        boxes: { F: "skhcn", G: "sct", F1: "phongkythuat.skhcn", F1atG: "phongkythuat.sct" },
        p32: stays("ltphuong"),
        p33: stays("hvnam"),
        p34: "ttnga",
        kind: "modify",
        ofPerson: "modify PERSON_CHANGED Đ.6.2",
        ofTransfer: "modify PERSON_TRANSFERRED Đ.6.2",
        dissolve: "Đ.5.3",
        rename: "Đ.5.3",
        restore: "Đ.5.3",
        modify: "Đ.6.2",
        unit: "Đ.5.3",
      },
      quangbinh: {
        boxes: { F: "skhcn", G: "sct", F1: "pkt.skhcn", F1atG: "pkt.sct" },
        p32: ["phuonglt.skhcn", "phuonglt.sct +phuonglt.skhcn", "phuonglt.skhcn +phuonglt.sct"],
        p33: ["namhv.skhcn", "namhv.sct +namhv.skhcn", "namhv.skhcn +namhv.sct"],
        p34: "ngatt.sct",
        kind: "rename",
        ofPerson: "rename ADDRESS_CHANGED Đ.4.1",
        ofTransfer: "rename PERSON_TRANSFERRED Đ.11.3",
        dissolve: "Đ.7.1",
        rename: "Đ.4.1",
        restore: "Đ.4.1",
        modify: "Đ.4.2",
        unit: "Đ.4.2",
      },
      binhthuan: {
        boxes: { F: "skhcn", G: "sct", F1: "pkt.skhcn", F1atG: "pkt.sct" },
        p32: stays("phuonglt"),
        p33: stays("namhv"),
        p34: "ngatt",
        kind: "modify",
        ofPerson: "modify PERSON_CHANGED IV.4",
        ofTransfer: "modify PERSON_TRANSFERRED II.4",
        dissolve: "II.4",
        rename: "II.4",
        restore: "II.4",
        modify: "IV.4",
        unit: "II.2",
      },
      quangtri: {
        boxes: {
          F: "bannoichinhtinhuy",
          G: "uybankiemtratinhuy",
          F1: "phongnghiepvubannoichinhtinhuy",
          F1atG: "phongnghiepvuuybankiemtratinhuy",
        },
        p32: stays("lamthiphuong"),
        p33: stays("huavannam"),
        p34: "trinhthinga",
        kind: "modify",
        ofPerson: "modify PERSON_CHANGED Đ.9",
        ofTransfer: "modify PERSON_TRANSFERRED Đ.9",
        dissolve: "Đ.11.5",
        rename: "Đ.9",
        restore: "Đ.9",
        modify: "Đ.9",
        unit: "Đ.11.5",
      },
      soctrang: {
        boxes: { F: "sokhcn", G: "soct", F1: "phongkt.sokhcn", F1atG: "phongkt.soct" },
        p32: stays("ltphuong"),
        p33: stays("hvnam"),
        p34: "ttnga",
        kind: "modify",
        ofPerson: "modify PERSON_CHANGED Đ.11.3",
        ofTransfer: "modify PERSON_TRANSFERRED Đ.3.3.b",
        dissolve: "Đ.10.2",
        rename: "Đ.4.1",
        restore: "Đ.4.4",
        modify: "Đ.11.3",
        unit: "Đ.10.2",
      },
    },
    (words) => {
      const { boxes, p32, p33, p34, kind, ofPerson, ofTransfer, dissolve, rename, restore } = words;
      const apart = (at: 0 | 2, f1: string) => ({
        "unit:F": "active",
        "unit:F1": "active below F",
        "box:F": `active ${boxes.F} held by P32`,
        "box:F1": `active ${f1} held by nobody`,
        "box:G": `active ${boxes.G} held by P34`,
        "P32@F": `active ${p32[at]} in heads subtree-F unit-F`,
        "P33@F": `active ${p33[at]} in subtree-F subtree-F1 unit-F1`,
        "P34@G": `active ${p34} in heads subtree-G unit-G`,
        "group:unit-F": "P32",
        "group:subtree-G": "P34",
      });
      return {
        before: apart(0, boxes.F1),
        after: {
          "unit:F": "disabled",
          "unit:F1": "active below G",
          "box:F": `disabled ${boxes.F}, no mail held by nobody`,
          "box:F1": `active ${boxes.F1atG} +${boxes.F1} held by nobody`,
          "box:G": `active ${boxes.G} +${boxes.F} held by P34`,
          "P32@F": `active ${p32[1]} in subtree-G unit-G`,
          "P33@F": `active ${p33[1]} in subtree-F1 subtree-G unit-F1`,
          "P34@G": `active ${p34} in heads subtree-G unit-G`,
          "group:unit-F": "nobody",
          "group:subtree-G": "P32 P33 P34",
        },
        log: [
          `unit:F modify UNIT_DISSOLVED ${dissolve} 503/QĐ`,
          `unit:F1 rename UNIT_MOVED ${words.unit} TL-F1`,
          `P32@F ${kind} UNIT_MERGED ${dissolve} 503/QĐ`,
          `P33@F ${ofPerson} 3/QĐ`,
          `box:F disable UNIT_MERGED ${dissolve} 503/QĐ`,
          `box:F1 rename ADDRESS_CHANGED ${rename} TL-F1`,
          `box:G modify UNIT_MERGED ${dissolve} 503/QĐ`,
        ],
        findings: ["box:F1 MAILBOX_WITHOUT_OWNER"],
        undone: apart(2, `${boxes.F1} +${boxes.F1atG}`),
        undoneLog: [
          `unit:F modify UNIT_CHANGED ${words.unit} 504/QĐ`,
          `unit:F1 rename UNIT_MOVED ${words.unit} TL-F1`,
          `P32@F ${ofTransfer} 2/QĐ`,
          `P33@F ${ofPerson} 3/QĐ`,
          `box:F restore UNIT_REESTABLISHED ${restore} 504/QĐ`,
          `box:F1 rename ADDRESS_CHANGED ${rename} TL-F1`,
          `box:G modify MAILBOX_CHANGED ${words.modify} TL-G`,
        ],
        undoneFindings: ["box:F1 MAILBOX_WITHOUT_OWNER"],
      };
    },
  ),
};
