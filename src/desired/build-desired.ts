/** Snapshot × profile × ledger → the entries that should exist, the addresses to issue, and what is wrong. */
import type { AccountFacts, Identity } from "../model/account.ts";
import { type LedgerAddress, primaryLocalParts } from "../model/address.ts";
import type { Decided } from "../model/decision.ts";
import type { FeedSnapshot, Instant } from "../model/feed.ts";
import type { Finding } from "../model/finding.ts";
import type { GroupRule } from "../model/group-rule.ts";
import type { Order } from "../model/order.ts";
import { type Owner, splitOwner } from "../model/owner.ts";
import { type AskedLocalParts, nameBatch } from "../naming/name-batch.ts";
import type { Profile } from "../naming/profile.ts";
import { buildGroups } from "./build-groups.ts";
import { buildPeople } from "./build-people.ts";
import { buildPolicies } from "./build-policies.ts";
import { buildUnits } from "./build-units.ts";
import { carryOutOrders } from "./carry-out-orders.ts";
import type { DesiredContext, RealmPlace } from "./context.ts";
import { type Desired, DesiredResult } from "./desired-result.ts";
import { namingBatch } from "./naming-batch.ts";
import { personIdOf } from "./person-owner.ts";
import { sortPeople } from "./sort-people.ts";
import { buildUnitTree } from "./unit-tree.ts";

export type { Desired } from "./desired-result.ts";

export interface DesiredInput {
  readonly realm: RealmPlace;
  readonly profile: Profile;
  readonly snapshot: FeedSnapshot;
  readonly ledger: readonly LedgerAddress[];
  /** What operators have decided so far. */
  readonly decided: Decided;
  /** The accounts that there are, of people and agencies. */
  readonly accounts: ReadonlyMap<Owner, AccountFacts>;
  /** Who each person id was when it was last accepted. */
  readonly identities: ReadonlyMap<string, Identity>;
  /** Orders that stand. */
  readonly orders: readonly Order[];
  /** Since when the directory is known to note sign-ins; null: it does not, and no inactivity term runs. */
  readonly loginsWatchedSince: Instant | null;
  readonly groupRules: readonly GroupRule[];
  /** Names (`app-…`) of the groups of applications that are in the directory now. */
  readonly applicationGroups: readonly string[];
  /** Accounts under the password policy of administrators. */
  readonly administrators: ReadonlySet<Owner>;
  readonly now: Instant;
  /** The day in the realm's time zone. */
  readonly today: string;
  /** Is told the local parts that were decided on, where `ledger` is only a part of it. */
  readonly asked?: AskedLocalParts;
}

/**
 * Whoever is not among the entries is left alone: people whose row is missing, or cannot be used until somebody
 * mends it, keep what they have.
 */
export function buildDesired(input: DesiredInput): Desired {
  const { profile, snapshot, ledger, decided, today } = input;
  const context = openContext(input);
  const result = new DesiredResult(decided);
  const tree = buildUnitTree(snapshot.units, today);
  result.findings.push(...tree.findings, ...absentees(input));
  const people = sortPeople(context, snapshot, tree, result);

  const batch = namingBatch(tree.nodes.values(), people.staying, ledger, decided);
  const names = nameBatch(profile, input.asked === undefined ? batch : { ...batch, asked: input.asked });
  buildPolicies(context, result);
  const active = buildPeople(context, people, names, result);
  const heads = buildUnits(context, tree, names, people, active, result);
  buildGroups(context, tree, active, heads, result);
  carryOutOrders(context, input.orders, result);
  return result.finish();
}

/** The input with what the builders look up. */
export function openContext(input: Omit<DesiredInput, "snapshot">): DesiredContext {
  const heldBy = Map.groupBy(input.ledger, ({ owner }) => owner);
  const ordersFor = Map.groupBy(input.orders, ({ owner }) => owner);
  return {
    ...input,
    issued: primaryLocalParts(input.ledger),
    ledgerOf: (owner) => heldBy.get(owner) ?? [],
    ordersFor: (owner, kind) => (ordersFor.get(owner) ?? []).filter((order) => order.kind === kind),
  };
}

/** Owners with an address of their own whose row is no longer in the feed: told, never touched. */
function absentees({ profile, snapshot, ledger }: DesiredInput): Finding[] {
  const people = new Set(snapshot.people.map(({ id }) => id));
  const units = new Set(snapshot.units.map(({ code }) => code));
  const owners = ledger.filter(({ role }) => role === "primary").map(({ owner }) => owner);
  return owners
    .filter((owner) => {
      const { kind, id } = splitOwner(owner);
      return kind === "person"
        ? !people.has(personIdOf(profile, owner) ?? id)
        : kind === "agency" && !units.has(id);
    })
    .map((owner) => ({ code: "ABSENT_FROM_FEED", owner, params: {} }));
}
