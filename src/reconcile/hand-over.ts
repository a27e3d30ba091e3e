/** Sets the passwords that are prepared, seals new ones where that is wished, and ends those never used in time. */
import { type Actor, operatorActor, SERVICE } from "../changelog/record.ts";
import { CHANGE_KINDS } from "../model/change.ts";
import type { Finding } from "../model/finding.ts";
import type { Handover } from "../model/handover.ts";
import type { Owner } from "../model/owner.ts";
import { instantOf } from "../ports/clock.ts";
import type { PreparedHandover } from "../ports/handover-port.ts";
import type { Counts, FailedItem, Lease } from "../ports/journal-port.ts";
import { applyItems, type Released } from "./apply-items.ts";
import { expiryItem, findAccount, isActive, isUnused, setItem } from "./password-account.ts";
import type { RealmServices } from "./realm-services.ts";
import { recordFault } from "./record-fault.ts";
import { recover } from "./recover.ts";
import { runClock } from "./run-clock.ts";
import { sealWaiting } from "./seal-passwords.ts";

/** Rows that are looked up and written together. */
const PAGE = 500;

export interface PasswordRun {
  /** Null when there was nothing to write. */
  readonly runId: number | null;
  readonly written: number;
  readonly failed: readonly FailedItem[];
}

/**
 * One run of trigger `handover`, if there is anything to do; called after every other run under the same lease, and by
 * whoever hands out passwords. A crash at any instant leaves rows that the next call does again, with the same hash.
 * @param services with the clock of a run, see `runClock`
 * @throws DanhbaError any fault of the database or the directory, after the run is recorded as aborted
 */
export async function setPasswords(
  services: RealmServices,
  lease: Lease,
  stop: AbortSignal = new AbortController().signal,
): Promise<PasswordRun> {
  await sealWaiting(services);
  const run = new HandoverRun(services, lease, stop);
  await run.carryOut();
  return run.result();
}

/** The same under a lease of its own. @throws DanhbaError LEASE_HELD, and what `setPasswords` throws */
export async function setPasswordsAlone(services: RealmServices, stop: AbortSignal): Promise<PasswordRun> {
  const lease = await services.journal.acquireLease(services.realm.id);
  try {
    await recover(services, lease);
    const { clock } = await runClock(services, false);
    return await setPasswords({ ...services, clock }, lease, stop);
  } finally {
    await lease.release();
  }
}

interface Work extends Released {
  readonly row: Handover;
}

class HandoverRun {
  readonly #services: RealmServices;
  readonly #lease: Lease;
  readonly #stop: AbortSignal;
  /** An owner has one item in a run. */
  readonly #tried = new Set<Owner>();
  readonly #failed: FailedItem[] = [];
  readonly #findings: Finding[] = [];
  #runId: number | null = null;
  #written = 0;
  #isStopped = false;

  constructor(services: RealmServices, lease: Lease, stop: AbortSignal) {
    this.#services = services;
    this.#lease = lease;
    this.#stop = stop;
  }

  result(): PasswordRun {
    return { runId: this.#runId, written: this.#written, failed: this.#failed };
  }

  async carryOut(): Promise<void> {
    const { handover, realm, clock } = this.#services;
    const { store } = handover;
    try {
      await this.#pages(
        (after) => store.prepared(realm.id, after, PAGE),
        (row) => this.#setting(row),
      );
      const now = instantOf(clock);
      await this.#pages(
        (after) => store.lapsed(realm.id, now, after, PAGE),
        (row) => this.#expiry(row),
      );
      await this.#end();
    } catch (error) {
      if (this.#runId !== null) await recordFault(this.#services, this.#lease, this.#runId, error);
      throw error;
    }
  }

  async #pages<Row extends Handover>(
    read: (after: number) => Promise<readonly Row[]>,
    workFor: (row: Row) => Promise<Work | null>,
  ): Promise<void> {
    for (let after = 0; !this.#isStopped; ) {
      const rows = await read(after);
      const last = rows.at(-1);
      if (last === undefined) return;
      after = last.id;
      const works: Work[] = [];
      for (const row of rows) {
        const work = this.#tried.has(row.owner) ? null : await workFor(row);
        if (work === null) continue;
        this.#tried.add(row.owner);
        works.push(work);
      }
      if (works.length > 0) await this.#apply(works);
    }
  }

  async #setting(row: PreparedHandover): Promise<Work | null> {
    const { store } = this.#services.handover;
    const entry = await findAccount(this.#services, row);
    if (entry !== null && isActive(entry)) {
      return { row, actor: actorOf(row), item: setItem(this.#services, entry, row, row.hash) };
    }
    // What is sealed stays prepared until the account is active; what somebody waits for is told at once.
    await store.giveBack(this.#services.realm.id, [row.id]);
    return null;
  }

  async #expiry(row: Handover): Promise<Work | null> {
    const entry = await findAccount(this.#services, row);
    if (entry !== null && isUnused(entry)) {
      return { row, actor: SERVICE, item: expiryItem(this.#services, entry, row) };
    }
    await this.#services.handover.store.markUsed(this.#services.realm.id, [row.id]);
    return null;
  }

  async #apply(works: readonly Work[]): Promise<void> {
    const { journal, handover, clock, realm } = this.#services;
    const startedAt = instantOf(clock);
    this.#runId ??= await journal.startRun(this.#lease, { trigger: "handover", startedAt });
    const run = { id: this.#runId, delivery: null };
    const { applied, failed, findings, isStopped } = await applyItems(
      this.#services,
      this.#lease,
      run,
      works,
      this.#stop,
    );
    this.#written += applied;
    this.#failed.push(...failed);
    this.#findings.push(...findings);
    this.#isStopped ||= isStopped;
    const refused = new Set(failed.map(({ owner }) => owner));
    const rows = works.filter(({ row }) => refused.has(row.owner)).map(({ row }) => row.id);
    if (rows.length > 0) await handover.store.giveBack(realm.id, rows);
  }

  async #end(): Promise<void> {
    if (this.#runId === null) return;
    const { journal, clock } = this.#services;
    const none = Object.fromEntries([...CHANGE_KINDS, "unchanged"].map((kind) => [kind, 0])) as Counts;
    const failed = this.#failed;
    await journal.endRun(this.#lease, this.#runId, {
      state: this.#isStopped ? "stopped" : failed.length > 0 ? "failed" : "done",
      counts: { ...none, modify: this.#tried.size },
      failed,
      findings: this.#findings,
      fault: null,
      pending: null,
      drift: [],
      proof: null,
      endedAt: instantOf(clock),
    });
  }
}

/** Neither collecting nor resetting asks for a reason in words; a reset is as old as its request. */
function actorOf({ preparedBy, why, requestedAt }: Handover): Actor {
  if (preparedBy === null) return SERVICE;
  return operatorActor({ operator: preparedBy, reason: null, at: why === "reset" ? requestedAt : null });
}
