/** Undo orders in memory, over what the fake journal has logged. */
import type { LogRecord } from "../../../src/changelog/record.ts";
import { DanhbaError } from "../../../src/model/error.ts";
import type { Owner } from "../../../src/model/owner.ts";
import type { Undo, UndoEnd, UndoneOwner } from "../../../src/model/undo.ts";
import type { UndoPort } from "../../../src/ports/answer-ports.ts";
import type { FakeJournal } from "./fake-journal.ts";
import type { Power } from "./power.ts";

export interface FakeUndos extends UndoPort {
  readonly orders: (Undo & { readonly endedAt: string | null; readonly outcome: UndoEnd | null })[];
  readonly kept: Map<Owner, UndoneOwner>;
}

export function fakeUndos(power: Power, journal: () => Pick<FakeJournal, "state">): FakeUndos {
  const orders: FakeUndos["orders"] = [];
  const kept: FakeUndos["kept"] = new Map();
  const refuse = (run: number): void => {
    const { runs, log } = journal().state;
    const fault = (problem: string) => new DanhbaError("USAGE", { argument: "RUN", value: run, problem });
    const found = runs.find(({ id }) => id === run);
    if (found === undefined) throw fault("UNKNOWN");
    if (found.state === "running") throw fault("STILL_RUNNING");
    if (!log.some(({ record }) => record.run === run)) throw fault("NOTHING_DONE");
    const before = orders.find(
      (order) => order.run === run && (order.endedAt === null || order.outcome === "done"),
    );
    if (before !== undefined) throw fault(before.endedAt === null ? "UNDO_ORDERED" : "UNDONE_ALREADY");
  };
  const asDone = ({ record }: { readonly record: LogRecord }) => {
    const { items } = journal().state;
    const { seq, owner, kind, dn, dnBefore, before, after, references, reason, clause, decisionNo, run } =
      record;
    const ledger = items.find((row) => row.run === run && row.item.owner === owner)?.item.ledger ?? [];
    return { seq, owner, kind, dn, dnBefore, before, after, references, reason, clause, decisionNo, ledger };
  };
  return {
    orders,
    kept,
    open: async () => orders.filter(({ endedAt }) => endedAt === null),
    check: async (_realm, run) => refuse(run),
    order: async (_realm, order, now) => {
      power.step("order undo");
      refuse(order.run);
      const undo = { ...order, id: orders.length + 1, orderedAt: now };
      orders.push({ ...undo, endedAt: null, outcome: null });
      const { log, runs, touches } = journal().state;
      for (const { record } of log) {
        if (record.run === order.run) touches.push({ owner: record.owner, runs: runs.length });
      }
      return undo;
    },
    end: async (_lease, id, outcome, now) => {
      power.step("end undo");
      const at = orders.findIndex((undo) => undo.id === id);
      const open = orders[at];
      if (open !== undefined) orders[at] = { ...open, endedAt: now, outcome };
    },
    changes: async (_realm, run, undo) => {
      power.step("changes");
      const { log, runs, items } = journal().state;
      const own = new Set(runs.filter((row) => undo !== null && row.undo === undo).map(({ id }) => id));
      const undone = new Set(
        items.filter((row) => own.has(row.run) && row.state === "applied").map(({ item }) => item.owner),
      );
      return log.filter(({ record }) => record.run === run && !undone.has(record.owner)).map(asDone);
    },
    lastRun: async (_realm, undo) => {
      const runs = journal().state.runs.filter((row) => row.undo === undo);
      const last = runs.at(-1);
      if (last === undefined) return null;
      const { id, state, digest } = last;
      return { id, state, digest, failures: runs.filter((row) => row.state === "failed").length };
    },
    undone: async () => [...kept.values()],
    keepUndone: async (_lease, undo, owners) => {
      power.step("keep undone");
      const order = orders.find(({ id }) => id === undo) as Undo;
      const { run, operator, reason, orderedAt } = order;
      for (const owner of owners) {
        kept.set(owner, { owner, undo, run, operator, reason, orderedAt, wish: null });
      }
    },
    noteWishes: async (_lease, wishes) => {
      power.step("note wishes");
      for (const [owner, wish] of wishes) {
        const known = kept.get(owner);
        if (known !== undefined) kept.set(owner, { ...known, wish });
      }
    },
    releaseUndone: async (_lease, owners) => {
      power.step("release undone");
      for (const owner of owners) kept.delete(owner);
    },
  };
}
