/** The addresses of agency mailboxes through renames and mergers: what delivers where, and what the ledger records. */
import type { LedgerAddress } from "../model/address.ts";
import type { LedgerChange } from "../model/change.ts";
import type { Attributes } from "../model/entry.ts";
import type { Instant } from "../model/feed.ts";
import { agencyOwner, type Owner } from "../model/owner.ts";
import { daysLater } from "../model/vietnam-time.ts";
import { type DesiredContext, mailDomain } from "./context.ts";
import { retentionOf } from "./retention.ts";
import type { UnitNode, UnitTree } from "./unit-tree.ts";

export interface MailboxAddresses {
  /** `mail` and `mailLocalAddress`. */
  readonly attributes: Attributes;
  /** Aliases whose time is over. */
  readonly ended: readonly LedgerChange[];
  /** When the next alias ends; null when none does. */
  readonly nextEnd: Instant | null;
  /** Mailboxes that give an address up to this one in the same plan. */
  readonly follows: readonly Owner[];
  /** The units of those mailboxes. */
  readonly joining: readonly UnitNode[];
}

/**
 * A live mailbox delivers under its name, under its own earlier ones, and under those of the units that went into
 * its unit; each alias until its end. In the ledger every address stays with the owner it was issued to.
 */
export function mailboxAddresses(
  context: DesiredContext,
  tree: UnitTree,
  { unit }: UnitNode,
  localPart: string,
): MailboxAddresses {
  const { ledgerOf, now, profile } = context;
  const owner = agencyOwner(unit.code);
  const merged = tree.mergedInto(unit.code);
  const joining = merged.filter((former) => retirement(context, former).length > 0);
  const leaving = joining.map(agencyOf);
  const givers = new Set([owner, ...leaving]);
  const isServing = ({ until }: Alias) => until === null || until > now;
  const aliases = [owner, ...merged.map(agencyOf)]
    .flatMap((holder) => ledgerOf(holder))
    .filter(({ role, owner: holder }) => role === "alias" || (role === "primary" && givers.has(holder)))
    .filter((row) => row.localPart !== localPart)
    // A primary address of somebody else, or under another name, becomes an alias with this plan.
    .map(
      (row): Alias => ({
        row,
        until: row.role === "alias" ? row.aliasUntil : daysLater(now, profile.aliasDays),
      }),
    );
  const serving = aliases.filter(isServing);
  const ends = serving.flatMap(({ until }) => until ?? []).toSorted();
  const domain = mailDomain(context, owner);
  return {
    attributes: {
      mail: [`${localPart}@${domain}`],
      mailLocalAddress: serving.map(({ row }) => `${row.localPart}@${domain}`).toSorted(),
    },
    ended: aliases
      .filter((alias) => alias.row.role === "alias" && !isServing(alias))
      .map(({ row }) => buried(row)),
    nextEnd: ends[0] ?? null,
    follows: leaving,
    joining,
  };
}

interface Alias {
  readonly row: LedgerAddress;
  readonly until: Instant | null;
}

/**
 * What the ledger records when a dissolved unit's mailbox goes into its successor's: its address becomes an alias
 * there. Nothing where it has given it up before, by an earlier merger or as retained, or goes away altogether.
 */
export function retirement(context: DesiredContext, node: UnitNode): LedgerChange[] {
  const owner = agencyOf(node);
  const facts = context.accounts.get(owner);
  const primary = context.ledgerOf(owner).find(({ role }) => role === "primary");
  if (primary === undefined || facts === undefined || facts.status === "retained") return [];
  if (retentionOf(context, owner, facts, node.unit.effectiveTo).step === "purge") return [];
  const aliasUntil = daysLater(context.now, context.profile.aliasDays);
  return [{ change: "retire", localPart: primary.localPart, aliasUntil }];
}

/** The addresses of a dissolved unit's mailbox that is deleted; those that deliver to its successor keep their end. */
export function burial({ ledgerOf, now }: DesiredContext, owner: Owner, isMerged: boolean): LedgerChange[] {
  return ledgerOf(owner)
    .filter(({ role }) => role === "primary" || role === "alias")
    .filter(
      ({ role, aliasUntil }) => !isMerged || role === "primary" || (aliasUntil !== null && aliasUntil <= now),
    )
    .map(buried);
}

const agencyOf = ({ unit }: UnitNode): Owner => agencyOwner(unit.code);

const buried = ({ localPart }: LedgerAddress): LedgerChange => ({ change: "bury", localPart });
