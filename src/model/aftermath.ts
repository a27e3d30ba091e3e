/** What an applied item leaves to be remembered besides its log record: account states, notices, passwords needed. */
import type { HandoverNeed, Item, ReasonCode } from "./change.ts";
import { ACCOUNT_STATUSES, type AccountStatus } from "./entry.ts";
import { NOTICE_REASONS, type Notice } from "./notice.ts";
import { type Owner, splitOwner } from "./owner.ts";

export interface ChangedAccount {
  readonly owner: Owner;
  readonly status: AccountStatus | "purged";
  readonly reason: ReasonCode;
}

export interface NeededPassword extends HandoverNeed {
  /** Code of the unit that collects it. */
  readonly unit: string | null;
  /** Who made the change. */
  readonly requestedBy: string;
  readonly documentNo: string | null;
}

export interface Aftermath {
  readonly accounts: readonly ChangedAccount[];
  readonly notices: readonly Pick<Notice, "owner" | "reason" | "params" | "clause" | "dn">[];
  readonly passwords: readonly NeededPassword[];
}

/** An item as far as it was done, and who did it. */
export interface DoneItem {
  readonly item: Item;
  readonly actor: { readonly name: string };
  readonly isComplete: boolean;
}

/** Of an item that was cut short only what its operations really did counts. */
export function aftermathOf(done: readonly DoneItem[]): Aftermath {
  return {
    accounts: done.flatMap(({ item }) => changedAccount(item)),
    notices: done
      .filter(({ item, isComplete }) => isComplete && NOTICE_REASONS.has(item.reason.code))
      .map(({ item: { owner, dn, reason } }) => {
        const { code, params, clause } = reason;
        return { owner, reason: code, params, clause, dn };
      }),
    passwords: firstOfEach(done.flatMap(neededPasswords)),
  };
}

function changedAccount({
  owner,
  operations,
  dnBefore,
  after,
  reason: { code: reason },
}: Item): ChangedAccount[] {
  const { kind } = splitOwner(owner);
  if (kind !== "person" && kind !== "agency") return [];
  if (operations.some(({ op, dn }) => op === "delete" && dn === dnBefore)) {
    return [{ owner, status: "purged", reason }];
  }
  const status = ACCOUNT_STATUSES.find((known) => known === after.danhbaStatus?.[0]);
  return status === undefined ? [] : [{ owner, status, reason }];
}

function neededPasswords({ item, actor, isComplete }: DoneItem): NeededPassword[] {
  const isVoided = item.operations.some((operation) =>
    operation.op === "modify"
      ? operation.changes.some(({ attribute }) => attribute === "userPassword")
      : operation.op === "add",
  );
  if (!isComplete && !isVoided) return [];
  return item.handovers.map((need) => {
    const { kind, id } = splitOwner(need.owner);
    const unit = kind === "agency" ? id : (item.after.danhbaUnit?.[0] ?? null);
    return { ...need, unit, requestedBy: actor.name, documentNo: item.reason.decisionNo };
  });
}

/** One password per account, however many items asked for it. */
function firstOfEach(passwords: readonly NeededPassword[]): NeededPassword[] {
  const byOwner = new Map<Owner, NeededPassword>();
  for (const password of passwords) {
    if (!byOwner.has(password.owner)) byOwner.set(password.owner, password);
  }
  return [...byOwner.values()];
}
