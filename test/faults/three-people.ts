/** The feed of an office of three, for faults that need no more. */
import type { FeedRow } from "../support/real-realm.ts";

const NAMES = ["Trần Văn An", "Lê Thị Hoa", "Phạm Ngọc Đức"];

/** P1, P2, P3 in SNV. */
export const THREE_PEOPLE: readonly FeedRow[] = [
  { table: "unit", key: "SNV", columns: { name: "Sở Nội vụ", kind: "department" } },
  ...NAMES.flatMap((name, index): FeedRow[] => {
    const id = `P${index + 1}`;
    const person = { full_name: name, registered_at: "2020-01-01", decision_no: `${id}/QĐ` };
    const post = { person_id: id, unit_code: "SNV", title: "Chuyên viên", effective_from: "2020-01-01" };
    return [
      { table: "person", key: id, columns: { ...person, phone: "0299 000 001" } },
      { table: "appointment", key: `V${id}`, columns: post },
    ];
  }),
];
