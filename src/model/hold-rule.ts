/** Rules by which the gate holds an item. */
export type HoldRule =
  | "limit.max"
  | "limit.percent"
  | "agency.max"
  | "agency.percent"
  | "shrink.max"
  | "shrink.percent"
  | "restored"
  | "frozen"
  | "rejected"
  | "requires";
