/** Who of the feed's people stays, who leaves, and who is left alone with a finding. */
import type { AccountStatus } from "../model/entry.ts";
import type { Day, FeedPerson, FeedSnapshot } from "../model/feed.ts";
import type { Finding } from "../model/finding.ts";
import { type Owner, personOwner } from "../model/owner.ts";
import { isStatusPending, LIFE } from "./account-life.ts";
import { type Posts, postsOn } from "./posts.ts";
import type { UnitNode } from "./unit-tree.ts";

export interface Staying {
  readonly person: FeedPerson;
  readonly posts: Posts;
  readonly node: UnitNode;
  readonly status: AccountStatus;
}

export interface SortedPeople {
  readonly staying: readonly Staying[];
  readonly leaving: readonly { readonly person: FeedPerson; readonly localPart: string }[];
  readonly findings: readonly Finding[];
}

/**
 * | status on the day | has an account | held post | becomes |
 * |---|---|---|---|
 * | of a leaver | yes | any | leaving: locked, all else kept |
 * | of a leaver | no | any | nothing |
 * | of staff | any | one primary | staying |
 * | of staff | any | none, or unclear | left alone, with a finding (none for a post still to come) |
 */
export function sortPeople(
  snapshot: FeedSnapshot,
  today: Day,
  nodes: ReadonlyMap<string, UnitNode>,
  account: {
    /** The local part that each owner has now. */
    readonly issued: ReadonlyMap<Owner, string>;
    /** The login state that accounts have now, for those whose next status has not begun. */
    readonly states: ReadonlyMap<Owner, AccountStatus>;
  },
): SortedPeople {
  const staying: Staying[] = [];
  const leaving: { person: FeedPerson; localPart: string }[] = [];
  const findings: Finding[] = [];
  const appointments = Map.groupBy(snapshot.appointments, ({ personId }) => personId);
  const known = new Set(snapshot.people.map(({ id }) => id));
  for (const personId of appointments.keys()) {
    if (!known.has(personId))
      findings.push({ code: "UNKNOWN_PERSON", owner: personOwner(personId), params: {} });
  }

  for (const person of snapshot.people) {
    const owner = personOwner(person.id);
    const issued = account.issued.get(owner);
    const status = isStatusPending(person, today)
      ? (account.states.get(owner) ?? "active")
      : LIFE[person.status].account;
    if (status === "disabled") {
      if (issued !== undefined) leaving.push({ person, localPart: issued });
      continue;
    }
    const posts = postsOn(appointments.get(person.id) ?? [], today);
    const node = posts.primary === null ? undefined : nodes.get(posts.primary.unitCode);
    const finding = postFinding(owner, posts, node);
    if (finding !== null) findings.push(finding);
    else if (node !== undefined) staying.push({ person, posts, node, status });
  }
  return { staying, leaving, findings };
}

function postFinding(owner: Owner, posts: Posts, node: UnitNode | undefined): Finding | null {
  if (posts.primary === null) {
    return posts.hasFuture ? null : { code: "NO_PRIMARY_POST", owner, params: {} };
  }
  const unit = posts.primary.unitCode;
  if (posts.isAmbiguous) return { code: "SEVERAL_PRIMARY_POSTS", owner, params: { unit } };
  return node === undefined ? { code: "UNKNOWN_UNIT", owner, params: { unit } } : null;
}
