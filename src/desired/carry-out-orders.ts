/** Orders that no builder met: purges of accounts that are in the directory only, and orders without an account. */
import type { Order } from "../model/order.ts";
import { type Owner, splitOwner } from "../model/owner.ts";
import type { DesiredContext } from "./context.ts";
import { danhbaId } from "./danhba-id.ts";
import type { DesiredResult } from "./desired-result.ts";
import { allBuried } from "./ledger-changes.ts";
import { purgeReason } from "./person-reasons.ts";
import { retentionOf } from "./retention.ts";

/**
 * To be called when everything else is built.
 *
 * | order | account | what happens |
 * |---|---|---|
 * | purge | was purged | nothing: it is carried out |
 * | purge | locked, its owner not in the feed or not to be told apart | purged |
 * | purge | in use, or its owner is to have it | finding |
 * | any | none, and none is made | finding |
 */
export function carryOutOrders(
  context: DesiredContext,
  orders: readonly Order[],
  result: DesiredResult,
): void {
  const built = new Set(result.entries.map(({ owner }) => owner));
  const purged = new Set(result.purges.map(({ owner }) => owner));
  for (const { id, kind, owner } of orders) {
    if (purged.has(owner)) continue;
    const facts = context.accounts.get(owner);
    const tell = (status: string) =>
      result.findings.push({ code: "ORDER_WITHOUT_ACCOUNT", owner, params: { order: id, kind, status } });
    if (facts === undefined) {
      const isDone = kind === "purge" ? wasPurged(context, owner) : built.has(owner);
      if (!isDone) tell("none");
      continue;
    }
    if (kind !== "purge") continue;
    const retention = retentionOf(context, owner, facts);
    if (!built.has(owner) && retention.step === "purge" && retention.order !== null) {
      purged.add(owner);
      result.purges.push({
        owner,
        danhbaId: danhbaId(context.realm.id, owner),
        reason: purgeReason(context, retention, null),
        orderedBy: retention.orderedBy,
      });
      result.record(owner, allBuried(context.ledgerOf(owner)));
    } else if (!built.has(owner) || splitOwner(owner).kind === "person") {
      // Of mailboxes that are built it is told where they are.
      tell(facts.status);
    }
  }
}

function wasPurged({ ledgerOf, issued }: DesiredContext, owner: Owner): boolean {
  return ledgerOf(owner).length > 0 && !issued.has(owner);
}
