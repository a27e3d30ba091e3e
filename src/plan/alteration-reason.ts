/** Which of an entry's reasons a change of it is given. */
import type { ChangeKind, Reason } from "../model/change.ts";
import type { Attributes, ReasonsByChange, ReferenceAttribute } from "../model/entry.ts";

export interface Alteration {
  readonly kinds: readonly ChangeKind[];
  readonly before: Attributes;
  readonly after: Attributes;
  /** The entry's own reference attributes that change. */
  readonly referring: ReadonlySet<ReferenceAttribute>;
}

/**
 * The first line that applies; a missing `posts`, `head`, `quota`, `alias`, `retain` or `group` falls back to `modify`.
 *
 * | change | reason |
 * |---|---|
 * | login taken away or given back | `suspend`, `disable`, `restore` |
 * | becomes retained | `retain` |
 * | its unit | `transfer`, if there is one |
 * | its name | `rename` |
 * | only references elsewhere, or members | `group` |
 * | who holds the mailbox | `head` |
 * | only the quota | `quota` |
 * | only addresses that leave `mailLocalAddress` | `alias` |
 * | titles, or the units of further posts | `posts` |
 * | anything else | `modify` |
 */
export function alterationReason(reasons: ReasonsByChange, alteration: Alteration): Reason | undefined {
  const { kinds, before, after, referring } = alteration;
  const [first] = kinds;
  if (first === "disable" || first === "suspend" || first === "restore") return reasons[first];
  if (after.danhbaStatus?.[0] === "retained") return reasons.retain ?? reasons.modify;
  if ("danhbaUnit" in after && reasons.transfer !== undefined) return reasons.transfer;
  if (first === "rename") return reasons.rename;
  if (first === "group") return reasons.group ?? reasons.modify;
  if (referring.has("roleOccupant")) return reasons.head ?? reasons.modify;
  const changed = Object.keys(after);
  const [only] = changed;
  if (changed.length === 1 && only === "danhbaMailQuota") return reasons.quota ?? reasons.modify;
  if (changed.length === 1 && only === "mailLocalAddress" && isShrunk(before, after)) {
    return reasons.alias ?? reasons.modify;
  }
  const isOfPosts = changed.some((attribute) => attribute === "title" || attribute === "departmentNumber");
  return (isOfPosts ? reasons.posts : undefined) ?? reasons.modify;
}

function isShrunk(before: Attributes, after: Attributes): boolean {
  const was = before.mailLocalAddress ?? [];
  const left = after.mailLocalAddress ?? [];
  return left.every((address) => was.includes(address));
}
