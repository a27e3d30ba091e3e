/** Events: biệt phái, kiêm nhiệm. */
import { type EventRow, inEach } from "./event-row.ts";
import { gone, newcomer, post } from "./rows.ts";

/** Not covered by any of the five texts: the address stays, a second affiliation is added. */
function secondPost(
  event: string,
  id: string,
  name: string,
  request: string,
  kind: string,
  uids: readonly string[],
): EventRow {
  const [travinh = "", quangbinh = "", binhthuan = "", quangtri = "", soctrang = ""] = uids;
  return {
    event: `${event}: a second affiliation beside the first, which alone names the address; it ends again`,
    setUp: (profile) => newcomer(profile, { id, name, request, unit: "B", decision: "1/QĐ" }),
    change: () => [
      post(`W${id}`, { person_id: id, unit_code: "C", title: "Chuyên gia", kind, decision_no: "208/QĐ" }),
    ],
    back: () => [gone("appointment", `W${id}`)],
    cells: inEach(
      {
        travinh: [travinh, "Đ.6.2"],
        quangbinh: [quangbinh, "Đ.4.2"],
        binhthuan: [binhthuan, "IV.4"],
        quangtri: [quangtri, "Đ.9"],
        soctrang: [soctrang, "Đ.11.3"],
      },
      (uid, clause) => {
        const before = {
          [`${id}@B`]: `active ${uid} in subtree-B unit-B`,
          [`${id}@B.danhbaUnit`]: "B",
          [`${id}@B.departmentNumber`]: "B",
        };
        return {
          before,
          after: {
            [`${id}@B`]: `active ${uid} in subtree-B subtree-C unit-B unit-C`,
            [`${id}@B.danhbaUnit`]: "B",
            [`${id}@B.departmentNumber`]: "B, C",
          },
          log: [`${id}@B modify PERSON_CHANGED ${clause} 208/QĐ`],
          undone: before,
          undoneLog: [`${id}@B modify PERSON_CHANGED ${clause} 1/QĐ`],
        };
      },
    ),
  };
}

export const SECOND_POSTS: readonly EventRow[] = [
  secondPost("biệt phái", "P07", "Đinh Quang Vinh", "dinhquangvinh", "secondment", [
    "dqvinh",
    "vinhdq.stttt",
    "vinhdq",
    "dinhquangvinh",
    "dqvinh",
  ]),
  secondPost("kiêm nhiệm", "P08", "Tô Thị Yến", "tothiyen", "concurrent", [
    "ttyen",
    "yentt.stttt",
    "yentt",
    "tothiyen",
    "ttyen",
  ]),
];
