/** Events: chuyển ra ngoài tỉnh, nghỉ hưu, thôi việc, buộc thôi việc, từ trần; tạm đình chỉ, nghỉ dài hạn. */
import type { ProfileId } from "../../support/real-realm.ts";
import { type EventRow, inEach } from "./event-row.ts";
import { newcomer, status } from "./rows.ts";

interface Person {
  readonly id: string;
  readonly name: string;
  readonly uid: Readonly<Record<ProfileId, string>>;
}

const LEAVERS: readonly (Person & {
  readonly event: string;
  readonly word: string;
  readonly reason: string;
})[] = [
  {
    event: "chuyển ra ngoài tỉnh",
    word: "left_province",
    reason: "PERSON_LEFT_PROVINCE",
    id: "P11",
    name: "Hoàng Thị Lan",
    uid: {
      travinh: "htlan",
      quangbinh: "lanht.stttt",
      binhthuan: "lanht",
      quangtri: "hoangthilan",
      soctrang: "htlan",
    },
  },
  {
    event: "nghỉ hưu",
    word: "retired",
    reason: "PERSON_RETIRED",
    id: "P12",
    name: "Bùi Văn Tuấn",
    uid: {
      travinh: "bvtuan",
      quangbinh: "tuanbv.stttt",
      binhthuan: "tuanbv",
      quangtri: "buivantuan",
      soctrang: "bvtuan",
    },
  },
  {
    event: "thôi việc",
    word: "resigned",
    reason: "PERSON_RESIGNED",
    id: "P13",
    name: "Mai Hữu Lộc",
    uid: {
      travinh: "mhloc",
      quangbinh: "locmh.stttt",
      binhthuan: "locmh",
      quangtri: "maihuuloc",
      soctrang: "mhloc",
    },
  },
  {
    event: "buộc thôi việc",
    word: "dismissed",
    reason: "PERSON_DISMISSED",
    id: "P14",
    name: "Lý Quốc Dũng",
    uid: {
      travinh: "lqdung",
      quangbinh: "dunglq.stttt",
      binhthuan: "dunglq",
      quangtri: "lyquocdung",
      soctrang: "lqdung",
    },
  },
  {
    event: "từ trần (and a death wrongly told)",
    word: "deceased",
    reason: "PERSON_DECEASED",
    id: "P15",
    name: "Kim Ngọc Sang",
    uid: {
      travinh: "knsang",
      quangbinh: "sangkn.stttt",
      binhthuan: "sangkn",
      quangtri: "kimngocsang",
      soctrang: "knsang",
    },
  },
];

/** TV 6.2, QB 7.1, BT II.4 (hủy bỏ), QT Đ.9, ST 4.5; back by TV 5.3, QB 4.1, BT II.4, QT Đ.9, ST 4.4 (a new request). */
const leaving = (leaver: (typeof LEAVERS)[number]): EventRow => {
  const { event, word, reason, id, name, uid } = leaver;
  return {
    event: `${event}: no sign-in, no group, the entry stays; who returns finds all again`,
    setUp: (profile) => newcomer(profile, { id, name, request: uid.quangtri, unit: "B", decision: "1/QĐ" }),
    change: () => [status(id, word, "301/QĐ")],
    back: () => [status(id, "working", "302/QĐ")],
    cells: inEach(
      {
        travinh: [uid.travinh, "Đ.6.2", "Đ.5.3"],
        quangbinh: [uid.quangbinh, "Đ.7.1", "Đ.4.1"],
        binhthuan: [uid.binhthuan, "II.4", "II.4"],
        quangtri: [uid.quangtri, "Đ.9", "Đ.9"],
        soctrang: [uid.soctrang, "Đ.4.5", "Đ.4.4"],
      },
      (localPart, disable, restore) => {
        const there = { [`${id}@B`]: `active ${localPart} in subtree-B unit-B` };
        return {
          before: there,
          after: { [`${id}@B`]: `disabled ${localPart}` },
          log: [`${id}@B disable ${reason} ${disable} 301/QĐ`],
          undone: there,
          undoneLog: [`${id}@B restore PERSON_RETURNED ${restore} 302/QĐ`],
        };
      },
    ),
  };
};

const ABSENT: readonly (Person & {
  readonly event: string;
  readonly word: string;
  readonly reason: string;
})[] = [
  {
    event: "tạm đình chỉ công tác",
    word: "duty_suspended",
    reason: "PERSON_DUTY_SUSPENDED",
    id: "P16",
    name: "Thạch Sa Rây",
    uid: {
      travinh: "tsray",
      quangbinh: "rayts.stttt",
      binhthuan: "rayts",
      quangtri: "thachsaray",
      soctrang: "tsray",
    },
  },
  {
    event: "nghỉ dài hạn",
    word: "long_leave",
    reason: "PERSON_LONG_LEAVE",
    id: "P17",
    name: "Danh Thị Út",
    uid: {
      travinh: "dtut",
      quangbinh: "utdt.stttt",
      binhthuan: "utdt",
      quangtri: "danhthiut",
      soctrang: "dtut",
    },
  },
];

/** Not covered by any of the texts: suspended, the address kept; the clauses are the profiles' readings. */
const absence = ({ event, word, reason, id, name, uid }: (typeof ABSENT)[number]): EventRow => ({
  event: `${event}: suspended and out of the groups with the address kept, until the return`,
  setUp: (profile) => newcomer(profile, { id, name, request: uid.quangtri, unit: "B", decision: "1/QĐ" }),
  change: () => [status(id, word, "303/QĐ")],
  back: () => [status(id, "working", "304/QĐ")],
  cells: inEach(
    {
      travinh: [uid.travinh, "Đ.5.3", "Đ.5.3"],
      quangbinh: [uid.quangbinh, "Đ.7.2", "Đ.4.1"],
      binhthuan: [uid.binhthuan, "IV.4", "II.4"],
      quangtri: [uid.quangtri, "Đ.9", "Đ.9"],
      soctrang: [uid.soctrang, "Đ.11.3", "Đ.4.4"],
    },
    (localPart, suspend, restore) => {
      const there = { [`${id}@B`]: `active ${localPart} in subtree-B unit-B` };
      return {
        before: there,
        after: { [`${id}@B`]: `suspended ${localPart}` },
        log: [`${id}@B suspend ${reason} ${suspend} 303/QĐ`],
        undone: there,
        undoneLog: [`${id}@B restore PERSON_RETURNED ${restore} 304/QĐ`],
      };
    },
  ),
});

export const LEAVING_AND_ABSENCE: readonly EventRow[] = [...LEAVERS.map(leaving), ...ABSENT.map(absence)];
