/** What is recorded of an entry that danhba takes over: all that it holds, since no earlier record tells it. */
import type { Attributes, ObservedEntry } from "../model/entry.ts";

/** What the server notes by itself, and of itself. */
const NOTED = new Set([
  "createTimestamp",
  "modifyTimestamp",
  "modifiersName",
  "pwdChangedTime",
  "pwdLastSuccess",
]);

export const takenOver = ({ attributes }: ObservedEntry): Attributes =>
  Object.fromEntries(Object.entries(attributes).filter(([name]) => !NOTED.has(name)));
