/** Makes passwords for accounts that wait, has them set, and gives them to the one who collects: never otherwise. */
import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { DanhbaError } from "../model/error.ts";
import type { Day } from "../model/feed.ts";
import type { Handover, HandoverWhy, Slip } from "../model/handover.ts";
import type { Owner } from "../model/owner.ts";
import { instantOf } from "../ports/clock.ts";
import { setPasswordsAlone } from "./hand-over.ts";
import { type MadePassword, makePassword, slipFor, validityFrom } from "./make-passwords.ts";
import { findAccount, isActive } from "./password-account.ts";
import type { RealmServices } from "./realm-services.ts";
import { type WayOut, wayOut } from "./way-out.ts";

/** How long a running service is given to set the passwords; its own run may have to end first. */
const PATIENCE_MS = 60_000;
const LOOK_AGAIN_MS = 200;

export interface HandOutOptions {
  readonly operator: string;
  readonly documentNo: string | null;
  readonly stop: AbortSignal;
  /** Writes what is handed out; returns when it is safely written. */
  readonly write: (text: string) => Promise<Written>;
  /** Milliseconds; for tests. */
  readonly patience?: number;
}

export interface Written {
  /** Takes it back where that is possible: it turned out to be worthless. */
  withdraw(): Promise<void>;
}

export interface HandedOut {
  readonly unit: string | null;
  /** Whose passwords were handed out. */
  readonly accounts: readonly { readonly owner: Owner; readonly uid: string; readonly why: HandoverWhy }[];
  /** Accounts that are locked, or have no entry: they wait on. */
  readonly skipped: readonly Owner[];
  /** Accounts of which the directory refused the password: they wait on. */
  readonly refused: readonly Owner[];
  readonly validUntil: Day | null;
  readonly sealedFor: readonly string[];
}

/**
 * Nothing is marked as collected before it is written; until then the rows can be collected again, with new passwords.
 * @throws DanhbaError SETTINGS_INVALID when there is no way out, HANDOVER_UNFINISHED when a service is too busy or
 * another collection was faster, and any fault of the database or the directory
 */
export async function handOut(
  services: RealmServices,
  unit: string | null,
  rows: readonly Handover[],
  options: HandOutOptions,
): Promise<HandedOut> {
  const { realm, handover, clock } = services;
  const { store } = handover;
  const out = wayOut(handover.settings, unit);
  const validity = validityFrom(services, instantOf(clock));
  const { ready, skipped } = await sortRows(services, rows);
  const nothing = { unit, accounts: [], skipped, refused: [], validUntil: null, sealedFor: [] };
  if (ready.length === 0) return nothing;

  const claim = randomUUID();
  const made = ready.map((row) => makePassword(services, row));
  const hashes = made.map(({ id, hash }) => ({ id, hash }));
  const { operator, documentNo } = options;
  const { expiresAt } = validity;
  const taken = await store.prepare(realm.id, claim, hashes, { operator, documentNo, expiresAt });
  await letSet(services, unit, taken, options);

  const set = await rowsInState(services, taken, "set");
  const refused = ready.filter(({ id }) => taken.has(id) && !set.has(id)).map(({ owner }) => owner);
  const told = made.filter(({ id }) => set.has(id));
  if (told.length === 0) return { ...nothing, refused };
  const slips = await slipsFor(services, told, validity.until);
  const written = await options.write(await packed(services, out, slips));
  const collected = await store.collect(realm.id, claim, operator, instantOf(clock));
  if (collected !== told.length) {
    await written.withdraw();
    throw new DanhbaError("HANDOVER_UNFINISHED", { unit: unit ?? "-", problem: "OVERTAKEN" });
  }
  return {
    unit,
    accounts: told.map(({ row }, index) => ({
      owner: row.owner,
      uid: slips[index]?.uid ?? "",
      why: row.why,
    })),
    skipped,
    refused,
    validUntil: validity.until,
    sealedFor: out.kind === "sealed" ? out.recipients : [],
  };
}

async function sortRows(
  services: RealmServices,
  rows: readonly Handover[],
): Promise<{ readonly ready: Handover[]; readonly skipped: Owner[] }> {
  const ready: Handover[] = [];
  const skipped: Owner[] = [];
  for (const row of rows) {
    const entry = await findAccount(services, row);
    if (entry !== null && isActive(entry)) ready.push(row);
    else skipped.push(row.owner);
  }
  return { ready, skipped };
}

/** Sets the passwords under a lease of its own, or waits until the service that holds it has. */
async function letSet(
  services: RealmServices,
  unit: string | null,
  ids: ReadonlySet<number>,
  { stop, patience = PATIENCE_MS }: HandOutOptions,
): Promise<void> {
  const { realm, handover } = services;
  const deadline = performance.now() + patience;
  for (let isAsked = false; (await rowsInState(services, ids, "prepared")).size > 0; ) {
    const isDone = await trySetting(services, stop);
    if (isDone) return;
    if (!isAsked) await handover.store.wake(realm.id);
    isAsked = true;
    if (performance.now() > deadline) {
      throw new DanhbaError("HANDOVER_UNFINISHED", { unit: unit ?? "-", problem: "SERVICE_BUSY" });
    }
    // Aborted, it ends at once; the next look at `stop` says so.
    await pause(LOOK_AGAIN_MS, undefined, { signal: stop }).catch(() => undefined);
    if (stop.aborted) throw new DanhbaError("HANDOVER_UNFINISHED", { unit: unit ?? "-", problem: "STOPPED" });
  }
}

/** False when somebody else holds the lease. */
async function trySetting(services: RealmServices, stop: AbortSignal): Promise<boolean> {
  try {
    await setPasswordsAlone(services, stop);
    return true;
  } catch (error) {
    if (error instanceof DanhbaError && error.code === "LEASE_HELD") return false;
    throw error;
  }
}

async function rowsInState(
  { realm, handover }: RealmServices,
  ids: ReadonlySet<number>,
  state: Handover["state"],
): Promise<ReadonlySet<number>> {
  const rows = await handover.store.rows(realm.id, { ids: [...ids], states: [state] });
  return new Set(rows.map(({ id }) => id));
}

/** Read again: a run of the service may have renamed an account meanwhile. */
async function slipsFor(services: RealmServices, told: readonly MadePassword[], until: Day): Promise<Slip[]> {
  const { realm, handover } = services;
  const rows = await handover.store.rows(realm.id, { ids: told.map(({ id }) => id), states: ["set"] });
  const rowOf = new Map(rows.map((row) => [row.id, row]));
  const slips: Slip[] = [];
  for (const made of told) {
    const row = rowOf.get(made.id);
    const entry = row === undefined ? null : await findAccount(services, row);
    if (entry === null) throw new DanhbaError("HANDOVER_UNFINISHED", { unit: "-", problem: "OVERTAKEN" });
    slips.push(slipFor(entry, made, until));
  }
  return slips;
}

async function packed({ handover }: RealmServices, out: WayOut, slips: readonly Slip[]): Promise<string> {
  const text = handover.renderSlips(slips);
  return out.kind === "sealed" ? await handover.secrets.seal(text, out.recipients) : text;
}
