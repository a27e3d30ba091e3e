/** The journal of runs: intent before the write, outcome and log record after it (design.md §5). */
import type pg from "pg";
import { summarizeFrozen, summarizeHeld } from "../gate/summarize-held.ts";
import { aftermathOf } from "../model/aftermath.ts";
import { canonicalHash } from "../model/canonical-hash.ts";
import type { JournalPort } from "../ports/journal-port.ts";
import { adoptEntries, readRecorded } from "./adoption-store.ts";
import { writeAftermath } from "./aftermath-store.ts";
import { readDecisions, writeAnswers, writeQuestions } from "./decision-store.ts";
import { countDue, readNextDue, writeDue } from "./due-store.ts";
import { settleHandovers } from "./handover-requests.ts";
import { readDoubtful, readHeld, writeHeld, writeIntents, writeOutcomes } from "./item-store.ts";
import { jsonValue } from "./json-value.ts";
import { acquireLease, leaseHolder, underLease } from "./lease.ts";
import { readLedger, writeLedger } from "./ledger-store.ts";
import { appendToLog, readChainHead, readLog, streamLog } from "./log-store.ts";
import { readMemory, writeMemory } from "./memory-store.ts";
import { readNotices, writeTold } from "./notice-store.ts";
import { closeOrder, readOrders, writeOrder } from "./order-store.ts";
import { readPending, writePending } from "./pending-store.ts";
import { withClient } from "./pool.ts";
import { readLastCursor, readRulings, readRun, readRuns, writeRuling, writeScope } from "./run-store.ts";
import { readLedgerAt, readLedgerOf, readMemoryOf } from "./slice-journal.ts";

export interface JournalOptions {
  readonly pool: pg.Pool;
  /** For the lease's own connection. */
  readonly url: string;
  /** Mail domain of each realm: what the ledger's addresses are unique in. */
  readonly domainOf: (realm: string) => string;
  /** How long a silent holder keeps the lease of each realm. */
  readonly leaseSecondsOf: (realm: string) => number;
}

export function openJournal({ pool, url, domainOf, leaseSecondsOf }: JournalOptions): JournalPort {
  return {
    acquireLease: (realm) => acquireLease(url, realm, leaseSecondsOf(realm)),
    leaseHolder: (realm) => leaseHolder(pool, realm),
    ledger: (realm) => readLedger(pool, realm),
    memory: (realm) => readMemory(pool, realm),
    ledgerOf: (realm, owners) => readLedgerOf(pool, realm, owners),
    ledgerAt: (realm, localParts) => readLedgerAt(pool, realm, localParts),
    memoryOf: (realm, people, owners) => readMemoryOf(pool, realm, people, owners),
    nextDue: (realm) => readNextDue(pool, realm),
    countDue: (realm) => countDue(pool, realm),
    pending: (realm) => readPending(pool, realm),
    notices: (realm, all) => readNotices(pool, realm, all),
    closeNotices: (realm, ids, operator, now) => writeTold(pool, realm, ids, operator, now),
    orders: (realm, all) => readOrders(pool, realm, all),
    giveOrder: (realm, order, now) => writeOrder(pool, realm, order, now),
    endOrder: (realm, id, operator, now) => closeOrder(pool, realm, id, operator, now),
    lastCursor: (realm) => readLastCursor(pool, realm),
    decisions: (realm) => readDecisions(pool, realm),
    decide: (realm, ids, answer, now) => writeAnswers(pool, realm, ids, answer, now),
    rulings: (realm) => readRulings(pool, realm),
    rule: (realm, run, word, now) => writeRuling(pool, realm, run, word, now),
    runs: (realm, limit) => readRuns(pool, realm, limit),
    run: (realm, id) => readRun(pool, realm, id),
    heldItems: (realm, run) => readHeld(pool, realm, run),
    log: (realm, filter) => readLog(pool, realm, filter),
    logStream: (realm) => streamLog(pool, realm),
    chainHead: (realm) => readChainHead(pool, realm),

    startRun: (lease, { trigger, startedAt, undo }) =>
      underLease(pool, lease, async (client) => {
        const { rows } = await client.query<{ id: number }>(
          `INSERT INTO danhba.run (realm, trigger, state, started_at, undo) VALUES ($1, $2, 'running', $3, $4)
           RETURNING id`,
          [lease.realm, trigger, startedAt, undo ?? null],
        );
        return (rows[0] as { id: number }).id;
      }),

    recordPlan: (lease, run, plan, now) =>
      underLease(pool, lease, async (client) => {
        const { digest, cursor, delivery, held, judgements, feedDigest, whole } = plan;
        const heldDigest =
          held.length === 0 && feedDigest === null
            ? null
            : canonicalHash([...held.map(({ item }) => item.digest).toSorted(), feedDigest]);
        const summary = [...summarizeFrozen(judgements), ...summarizeHeld(held)];
        await client.query(
          `UPDATE danhba.run SET digest = $2, cursor = $3, delivery = $4, held = $5, held_digest = $6,
             certificate = $7, feed_digest = $8 WHERE id = $1`,
          [run, digest, cursor, delivery, jsonValue(summary), heldDigest, jsonValue(judgements), feedDigest],
        );
        await writeHeld(client, run, held);
        await client.query(
          `UPDATE danhba.run r SET state = 'superseded' FROM danhba.run mine
            WHERE mine.id = $2 AND r.realm = $1 AND r.id <> $2 AND r.state = 'held'
              AND r.undo IS NOT DISTINCT FROM mine.undo AND r.held_digest IS DISTINCT FROM $3`,
          [lease.realm, run, heldDigest],
        );
        if (whole === null) return;
        const owners = await writeScope(client, run, whole.scope);
        if (owners === null) {
          await client.query(
            `UPDATE danhba.ruling SET closed_at = now()
              WHERE realm = $1 AND closed_at IS NULL AND undo IS NULL AND NOT (digest = ANY ($2))`,
            [lease.realm, [...whole.digests, ...(feedDigest === null ? [] : [feedDigest])]],
          );
        }
        await writeQuestions(client, lease.realm, run, whole.questions, now, owners);
        await writeDue(client, lease.realm, whole.due, owners);
        await writeMemory(client, lease.realm, whole);
      }),

    intend: (lease, run, batch, now) =>
      underLease(pool, lease, async (client) => {
        const items = batch.map(({ item }) => item);
        await writeLedger(client, { realm: lease.realm, domain: domainOf(lease.realm) }, items, now);
        await writeIntents(client, run, batch, now);
      }),

    settle: (lease, run, outcomes, now) =>
      underLease(pool, lease, async (client) => {
        const settled = await writeOutcomes(client, run.id, outcomes, now);
        // An outcome without an intent would be logged twice: by whoever settled it first, and now.
        if (settled !== outcomes.length) throw new Error("an item is settled that was not intended");
        const applied = outcomes.filter(({ state }) => state === "applied");
        await client.query(
          "UPDATE danhba.ruling SET closed_at = $3 WHERE realm = $1 AND closed_at IS NULL AND digest = ANY ($2)",
          [lease.realm, applied.map(({ item }) => item.digest), now],
        );
        await client.query("UPDATE danhba.run SET applied = applied + $2 WHERE id = $1", [
          run.id,
          applied.length,
        ]);
        const logged = outcomes.filter(({ state }) => state === "applied" || state === "partial");
        const done = logged.map(({ item, actor, state }) => ({
          item,
          actor,
          isComplete: state === "applied",
        }));
        await writeAftermath(client, { realm: lease.realm, run: run.id }, aftermathOf(done), now);
        await settleHandovers(client, { realm: lease.realm, run: run.id }, outcomes, now);
        const place = { realm: lease.realm, run: run.id, delivery: run.delivery, at: now };
        return await appendToLog(client, done, place);
      }),

    adopt: (lease, run, items, now) =>
      underLease(pool, lease, (client) => {
        const place = { realm: lease.realm, domain: domainOf(lease.realm), run: run.id };
        return adoptEntries(client, { ...place, delivery: run.delivery }, items, now);
      }),
    recorded: (realm, owners) => readRecorded(pool, realm, owners),

    endRun: (lease, run, end) =>
      underLease(pool, lease, async (client) => {
        await client.query(
          `UPDATE danhba.run SET state = $2, counts = $3, failed = $4, findings = $5, fault = $6,
             ended_at = $7, drift = $8, proof = $9 WHERE id = $1`,
          [
            run,
            end.state,
            end.counts === null ? null : jsonValue(end.counts),
            jsonValue(end.failed),
            jsonValue(end.findings),
            end.fault,
            end.endedAt,
            jsonValue(end.drift),
            end.proof === null ? null : jsonValue(end.proof),
          ],
        );
        if (end.pending !== null) {
          await writePending(client, lease.realm, end.pending, end.pendingScope ?? null);
        }
      }),

    itemsInDoubt: (realm) => withClient(pool, (client) => readDoubtful(client, realm)),

    closeAbandonedRuns: (lease, now) =>
      underLease(pool, lease, async (client) => {
        const { rowCount } = await client.query(
          `UPDATE danhba.run SET state = 'aborted', fault = 'INTERRUPTED', ended_at = $2
            WHERE realm = $1 AND state = 'running'`,
          [lease.realm, now],
        );
        return rowCount ?? 0;
      }),
  };
}
