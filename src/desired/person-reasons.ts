/** Why each kind of change to a person's account would be made, with its clause and decision number. */
import type { Reason } from "../model/change.ts";
import type { ReasonsByChange } from "../model/entry.ts";
import type { FeedAppointment } from "../model/feed.ts";
import { splitPersonAtAgency } from "../model/owner.ts";
import { type Move, movesByKind, PURGE_BY_ORDER, PURGE_BY_TIME } from "./account-life.ts";
import { type DesiredContext, quotaOf } from "./context.ts";
import type { Posts } from "./posts.ts";
import type { Retention } from "./retention.ts";
import type { Leaving, Staying } from "./sort-people.ts";

/** @param documentNo document under which an operator decided the address */
export function stayingReasons(
  context: DesiredContext,
  staying: Staying,
  localPart: string,
  documentNo: string | null,
): ReasonsByChange {
  const { clauses, limits } = context.profile;
  const { owner, person, posts, mergedUnit, node, event, inactivity } = staying;
  const ofPerson = person.decisionNo;
  const ofPost = posts.primary?.decisionNo ?? ofPerson;
  const unit = node.unit.code;
  const quota = quotaOf(context, owner);
  // Back at an agency that cancelled the account for a transfer: the new post is what opens it again.
  const wasCancelled = context.accounts.get(owner)?.reason === "TRANSFER_CANCELLED";
  const reason = (
    code: Reason["code"],
    params: Reason["params"],
    clause: string,
    decisionNo: string | null,
  ): Reason => ({ code, params, clause, decisionNo });

  const ofMove = ({ reason: code, clause }: Move): Reason => {
    const rests = clauses[clause];
    if (code === "PERSON_HIRED") return reason(code, { unit, localPart }, rests, documentNo ?? ofPost);
    if (code === "PERSON_RETURNED") {
      return reason(code, {}, rests, wasCancelled ? ofPost : (ofPerson ?? ofPost));
    }
    if (code === "ACCOUNT_REOPENED") {
      return reason(code, {}, rests, inactivity.reopenedBy?.documentNo ?? null);
    }
    if (code === "ACCOUNT_INACTIVE") {
      const months = limits.inactivity?.months ?? 0;
      return reason(code, { since: inactivity.since ?? "", months }, rests, null);
    }
    return reason(code, { status: person.status }, rests, ofPerson);
  };
  const ofLife = movesByKind(event);
  const lifeReasons = (["suspend", "disable", "restore"] as const).flatMap((kind) => {
    const move = ofLife.get(kind);
    return move === undefined ? [] : [[kind, ofMove(move)] as const];
  });
  const hire: Move = { to: "active", kind: "create", reason: "PERSON_HIRED", clause: "create" };
  return {
    create: ofMove(ofLife.get("create") ?? hire),
    modify: reason("PERSON_CHANGED", {}, clauses.modify, ofPerson),
    transfer:
      mergedUnit === null
        ? reason("PERSON_TRANSFERRED", { unit }, clauses.transfer, ofPost)
        : reason(
            "UNIT_MERGED",
            { unit: mergedUnit.unit.code, successor: unit },
            clauses.dissolve,
            mergedUnit.unit.decisionNo,
          ),
    rename: reason("ADDRESS_CHANGED", { localPart }, clauses.rename, documentNo ?? ofPerson),
    posts: reason("PERSON_CHANGED", {}, clauses.modify, newestDecision(posts) ?? ofPerson),
    group: reason("MEMBERSHIP_CHANGED", {}, clauses.group, ofPost),
    quota: reason(
      "QUOTA_CHANGED",
      { bytes: quota.bytes ?? 0 },
      clauses.quota,
      quota.order?.documentNo ?? null,
    ),
    alias: reason("ALIAS_ENDED", {}, clauses.rename, null),
    ...Object.fromEntries(lifeReasons),
  };
}

/** The number of the decision on the post that began last; a further one before the primary one of the same day. */
function newestDecision({ all }: Posts): string | null {
  const startOf = ({ effectiveFrom }: FeedAppointment) => effectiveFrom ?? "";
  const oldestFirst = all.toSorted((a, b) =>
    startOf(a) < startOf(b) ? -1 : startOf(a) > startOf(b) ? 1 : 0,
  );
  return oldestFirst.findLast(({ decisionNo }) => decisionNo !== null)?.decisionNo ?? null;
}

export function leavingReasons(
  context: DesiredContext,
  leaving: Leaving,
  retention: Retention,
): ReasonsByChange {
  const { clauses } = context.profile;
  const { owner, person, event, movedTo } = leaving;
  const decisionNo = movedTo?.decisionNo ?? person.decisionNo;
  const params =
    movedTo === null
      ? { status: person.status }
      : { from: splitPersonAtAgency(owner).agency, to: movedTo.agency };
  const reason = (code: Reason["code"], clause: string, more: Reason["params"] = {}): Reason => ({
    code,
    params: more,
    clause,
    decisionNo,
  });
  const moves = movesByKind(event);
  const move = moves.get("disable") ?? moves.get("suspend");
  const end =
    move === undefined
      ? reason("PERSON_CHANGED", clauses.modify)
      : reason(move.reason, clauses[move.clause], params);
  return {
    disable: end,
    suspend: end,
    modify: end,
    rename: reason("ADDRESS_CHANGED", clauses.rename, { localPart: leaving.localPart }),
    group: reason("MEMBERSHIP_CHANGED", clauses.group),
    retain: reason("ACCOUNT_RETAINED", clauses.disable, { since: retention.since ?? "" }),
    alias: reason("ALIAS_ENDED", clauses.rename),
  };
}

/** Why an account is deleted. @param decisionNo of the person's row; an order has its own document */
export function purgeReason(
  { profile }: Pick<DesiredContext, "profile">,
  { order, since }: Retention,
  decisionNo: string | null,
): Reason {
  const { reason: code, clause } = order === null ? PURGE_BY_TIME : PURGE_BY_ORDER;
  return order === null
    ? { code, params: { since: since ?? "" }, clause: profile.clauses[clause], decisionNo }
    : { code, params: { order: order.id }, clause: profile.clauses[clause], decisionNo: order.documentNo };
}
