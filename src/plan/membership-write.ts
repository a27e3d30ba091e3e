/** Which writes only let people join or leave a group: they commute with each other, and with all else but its entry. */
import type { AttributeChange, Operation } from "../model/change.ts";

export type Modify = Extract<Operation, { readonly op: "modify" }>;

/** What an assertion on the group may rest on, so that it holds whoever joins or leaves. */
const IDENTITIES: ReadonlySet<string> = new Set(["danhbaId", "entryUUID"]);

export const isMembershipWrite = (operation: Operation): operation is Modify =>
  operation.op === "modify" &&
  operation.changes.length > 0 &&
  operation.changes.every(isDelta) &&
  operation.expects.every(({ attribute }) => IDENTITIES.has(attribute));

const isDelta = ({ type, attribute, values }: AttributeChange): boolean =>
  attribute === "member" && type !== "replace" && values.length > 0;
