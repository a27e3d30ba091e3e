/** Events: tuyển dụng, tiếp nhận; điều động, luân chuyển. */
import { type EventRow, inEach } from "./event-row.ts";
import { gone, moved, newcomer, person, status } from "./rows.ts";

const recruit: EventRow = {
  event: "tuyển dụng: an account in the groups of the unit; a row that vanishes again changes nothing",
  setUp: () => [],
  change: (profile) => [
    ...newcomer(profile, {
      id: "P01",
      name: "Lê Thị Hoa",
      request: "lethihoa",
      unit: "B1",
      decision: "101/QĐ",
    }),
    person("P01", { staff_class: "cong_chuc" }),
  ],
  back: () => [gone("person", "P01"), gone("appointment", "VP01")],
  cells: inEach(
    {
      travinh: ["lthoa", "Đ.6.2"],
      quangbinh: ["hoalt.stttt", "Đ.4.2"],
      binhthuan: ["hoalt", "II.4"],
      quangtri: ["lethihoa", "Đ.9"],
      soctrang: ["lthoa", "Đ.4.1"],
    },
    (uid, clause) => {
      const there = { "P01@B": `active ${uid} in class-cong_chuc subtree-B subtree-B1 unit-B1` };
      return {
        before: { "P01@B": "none" },
        after: there,
        log: [`P01@B create PERSON_HIRED ${clause} 101/QĐ`],
        undone: there,
        undoneLog: [],
        undoneFindings: ["P01@B ABSENT_FROM_FEED"],
      };
    },
  ),
};

const received: EventRow = {
  event: "tiếp nhận từ ngoài tỉnh: an account; who leaves the province again loses it",
  setUp: () => [],
  change: (profile) =>
    newcomer(profile, {
      id: "P02",
      name: "Trương Công Định",
      request: "truongcongdinh",
      unit: "A",
      decision: "102/QĐ",
    }),
  back: () => [status("P02", "left_province", "103/QĐ")],
  cells: inEach(
    {
      travinh: ["tcdinh", "Đ.6.2", "Đ.6.2"],
      quangbinh: ["dinhtc.snv", "Đ.4.2", "Đ.7.1"],
      binhthuan: ["dinhtc", "II.4", "II.4"],
      quangtri: ["truongcongdinh", "Đ.9", "Đ.9"],
      soctrang: ["tcdinh", "Đ.4.1", "Đ.4.5"],
    },
    (uid, create, disable) => ({
      before: { "P02@A": "none" },
      after: { "P02@A": `active ${uid} in subtree-A unit-A` },
      log: [`P02@A create PERSON_HIRED ${create} 102/QĐ`],
      undone: { "P02@A": `disabled ${uid}` },
      undoneLog: [`P02@A disable PERSON_LEFT_PROVINCE ${disable} 103/QĐ`],
    }),
  ),
};

const plainTransfer: EventRow = {
  event: "điều động trong tỉnh: a plain address stays, a suffix follows, Bình Thuận cancels and creates",
  setUp: (profile) =>
    newcomer(profile, {
      id: "P03",
      name: "Phạm Ngọc Đức",
      request: "phamngocduc",
      unit: "B",
      decision: "1/QĐ",
    }),
  // The new agency's account in Bình Thuận is a second one of that name, so its extension comes with the request.
  change: (profile) => [
    moved("P03", "C", "202/QĐ"),
    ...(profile === "binhthuan" ? [person("P03", { mailbox_extension: "tp" })] : []),
  ],
  back: () => [moved("P03", "B", "203/QĐ")],
  cells: inEach(
    {
      travinh: ["pnduc", "pnduc", "pnduc", "modify", "Đ.6.2"],
      quangbinh: [
        "ducpn.stttt",
        "ducpn.quangninh +ducpn.stttt",
        "ducpn.stttt +ducpn.quangninh",
        "rename",
        "Đ.11.3",
      ],
      binhthuan: ["", "", "", "", ""],
      quangtri: ["phamngocduc", "phamngocduc", "phamngocduc", "modify", "Đ.9"],
      soctrang: ["pnduc", "pnduc", "pnduc", "modify", "Đ.3.3.b"],
    },
    (was, is, again, kind, clause) => ({
      before: { "P03@B": `active ${was} in subtree-B unit-B` },
      after: { "P03@B": `active ${is} in subtree-C unit-C` },
      log: [`P03@B ${kind} PERSON_TRANSFERRED ${clause} 202/QĐ`],
      undone: { "P03@B": `active ${again} in subtree-B unit-B` },
      undoneLog: [`P03@B ${kind} PERSON_TRANSFERRED ${clause} 203/QĐ`],
    }),
    {
      binhthuan: {
        before: { "P03@B": "active ducpn in subtree-B unit-B", "P03@C": "none" },
        after: { "P03@B": "disabled ducpn", "P03@C": "active ducpn.tp in subtree-C unit-C" },
        log: ["P03@B disable TRANSFER_CANCELLED II.4 202/QĐ", "P03@C create PERSON_HIRED II.4 202/QĐ"],
        undone: { "P03@B": "active ducpn in subtree-B unit-B", "P03@C": "disabled ducpn.tp" },
        undoneLog: [
          "P03@C disable TRANSFER_CANCELLED II.4 203/QĐ",
          "P03@B restore PERSON_RETURNED II.4 203/QĐ",
        ],
      },
    },
  ),
};

const rotation: EventRow = {
  event:
    "luân chuyển: an address with the agency's name follows to the next agency, the old one stays an alias",
  setUp: (profile) => [
    ...newcomer(profile, {
      id: "P04",
      name: "Nguyễn Thanh Bình",
      request: "nguyenthanhbinh",
      unit: "A",
      decision: "1/QĐ",
    }),
    ...newcomer(profile, {
      id: "P05",
      name: "Nguyễn Thế Bình",
      request: "nguyenthebinh",
      unit: "B",
      decision: "1/QĐ",
      extension: "the",
      registered: "2021-01-01",
    }),
  ],
  change: (profile) => [
    moved("P05", "C1", "204/QĐ"),
    ...(profile === "binhthuan" ? [person("P05", { mailbox_extension: "phulac" })] : []),
  ],
  back: () => [moved("P05", "B", "205/QĐ")],
  cells: inEach(
    {
      travinh: [
        "ntbinh.stttt",
        // Reading 8: commune staff take the district's name, which keeps to one dot.
        "ntbinh.chauthanh +ntbinh.stttt",
        "ntbinh.stttt +ntbinh.chauthanh",
        "rename",
        "Đ.6.2",
      ],
      quangbinh: [
        "binhnt.stttt",
        // Reading 12: a commune is the agency of its own staff.
        "binhnt.haininh +binhnt.stttt",
        "binhnt.stttt +binhnt.haininh",
        "rename",
        "Đ.11.3",
      ],
      binhthuan: ["", "", "", "", ""],
      quangtri: ["nguyenthebinh", "nguyenthebinh", "nguyenthebinh", "modify", "Đ.9"],
      soctrang: [
        "ntbinh.sotttt",
        "ntbinh.huyenmx +ntbinh.sotttt",
        "ntbinh.sotttt +ntbinh.huyenmx",
        "rename",
        "Đ.3.3.b",
      ],
    },
    (was, is, again, kind, clause) => ({
      before: { "P05@B": `active ${was} in subtree-B unit-B` },
      after: { "P05@B": `active ${is} in subtree-C subtree-C1 unit-C1` },
      log: [`P05@B ${kind} PERSON_TRANSFERRED ${clause} 204/QĐ`],
      undone: { "P05@B": `active ${again} in subtree-B unit-B` },
      undoneLog: [`P05@B ${kind} PERSON_TRANSFERRED ${clause} 205/QĐ`],
    }),
    {
      binhthuan: {
        before: { "P05@B": "active binhnt.the in subtree-B unit-B", "P05@C": "none" },
        after: {
          "P05@B": "disabled binhnt.the",
          "P05@C": "active binhnt.phulac in subtree-C subtree-C1 unit-C1",
        },
        log: ["P05@B disable TRANSFER_CANCELLED II.4 204/QĐ", "P05@C create PERSON_HIRED II.4 204/QĐ"],
        undone: { "P05@B": "active binhnt.the in subtree-B unit-B", "P05@C": "disabled binhnt.phulac" },
        undoneLog: [
          "P05@C disable TRANSFER_CANCELLED II.4 205/QĐ",
          "P05@B restore PERSON_RETURNED II.4 205/QĐ",
        ],
      },
    },
  ),
};

const withinAgency: EventRow = {
  event: "điều động trong cơ quan: the account and its address stay everywhere, the groups follow",
  setUp: (profile) =>
    newcomer(profile, {
      id: "P06",
      name: "Võ Minh Quân",
      request: "vominhquan",
      unit: "B",
      decision: "1/QĐ",
    }),
  change: () => [moved("P06", "B1", "206/QĐ")],
  back: () => [moved("P06", "B", "207/QĐ")],
  cells: inEach(
    {
      travinh: ["vmquan", "Đ.6.2"],
      quangbinh: ["quanvm.stttt", "Đ.11.3"],
      binhthuan: ["quanvm", "II.4"],
      quangtri: ["vominhquan", "Đ.9"],
      soctrang: ["vmquan", "Đ.3.3.b"],
    },
    (uid, clause) => ({
      before: { "P06@B": `active ${uid} in subtree-B unit-B` },
      after: { "P06@B": `active ${uid} in subtree-B subtree-B1 unit-B1` },
      log: [`P06@B modify PERSON_TRANSFERRED ${clause} 206/QĐ`],
      undone: { "P06@B": `active ${uid} in subtree-B unit-B` },
      undoneLog: [`P06@B modify PERSON_TRANSFERRED ${clause} 207/QĐ`],
    }),
  ),
};

export const JOINING_AND_MOVING: readonly EventRow[] = [
  recruit,
  received,
  plainTransfer,
  rotation,
  withinAgency,
];
