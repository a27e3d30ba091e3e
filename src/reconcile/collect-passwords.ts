/** Use case: an operator collects the passwords of a unit, once. */
import { DanhbaError } from "../model/error.ts";
import type { Instant } from "../model/feed.ts";
import type { Handover } from "../model/handover.ts";
import { instantOf } from "../ports/clock.ts";
import { type HandedOut, type HandOutOptions, handOut } from "./hand-out.ts";
import { findAccount, isActive, isUnused } from "./password-account.ts";
import type { RealmServices } from "./realm-services.ts";

export interface CollectOptions extends HandOutOptions {
  /** Also for those whose earlier password has expired or was never used. */
  readonly isRenewing: boolean;
}

export type Collected =
  /** Nobody waits; `last` says who has collected before. */
  | { readonly kind: "nothing"; readonly last: { readonly by: string; readonly at: Instant } | null }
  /** What was sealed before; `left` further parcels wait. */
  | {
      readonly kind: "parcel";
      readonly sealedAt: Instant;
      readonly sealedFor: readonly string[];
      readonly left: number;
    }
  | ({ readonly kind: "passwords" } & HandedOut);

/**
 * @throws DanhbaError USAGE for a unit of which danhba knows nothing, and what `handOut` throws
 */
export async function collectPasswords(
  services: RealmServices,
  unit: string,
  options: CollectOptions,
): Promise<Collected> {
  const { realm, handover, clock } = services;
  const { store } = handover;
  if (options.isRenewing) await renewUnused(services, unit, options);

  const [parcel, ...further] = await store.parcels(realm.id, unit);
  if (parcel !== undefined) {
    const written = await options.write(parcel.sealed);
    if (await store.collectParcel(realm.id, parcel.id, options.operator, instantOf(clock))) {
      const { sealedAt, recipients } = parcel;
      return { kind: "parcel", sealedAt, sealedFor: recipients, left: further.length };
    }
    await written.withdraw();
    throw new DanhbaError("HANDOVER_UNFINISHED", { unit, problem: "OVERTAKEN" });
  }

  const open = await store.rows(realm.id, { unit, states: ["waiting", "prepared", "set"] });
  const rows = open.filter((row) => row.parcel === null);
  if (rows.length > 0) return { kind: "passwords", ...(await handOut(services, unit, rows, options)) };
  const last = await store.lastCollection(realm.id, unit);
  if (last === null) await mustKnow(services, unit);
  return { kind: "nothing", last };
}

/** Those whose password has expired, or was collected and never used, wait again. */
async function renewUnused(
  services: RealmServices,
  unit: string,
  { operator, documentNo }: HandOutOptions,
): Promise<void> {
  const { realm, handover, clock } = services;
  const renewed: Handover[] = [];
  for (const row of await handover.store.rows(realm.id, { unit, states: ["expired", "collected"] })) {
    const entry = await findAccount(services, row);
    if (entry === null || !isActive(entry)) continue;
    if (row.state === "expired" || isUnused(entry)) renewed.push(row);
  }
  if (renewed.length === 0) return;
  await handover.store.renew(realm.id, renewed, { operator, documentNo }, instantOf(clock));
}

/** A code that stands nowhere is more likely mistyped than a unit without anybody. */
async function mustKnow({ feed, realm }: RealmServices, unit: string): Promise<void> {
  const { units } = await feed.readFeedSnapshot(realm.id);
  if (units.some(({ code }) => code === unit)) return;
  throw new DanhbaError("USAGE", { argument: "UNIT", value: unit, problem: "UNKNOWN_UNIT" });
}
