/** The stores beside the journal, in memory. */
import { FeedLimits } from "../../../src/gate/feed-limits.ts";
import type { FeedBaseline } from "../../../src/model/feed-certificate.ts";
import type { Refusal } from "../../../src/model/refusal.ts";
import type { Undo } from "../../../src/model/undo.ts";
import type { AnswerPorts, ProjectedEntry } from "../../../src/ports/answer-ports.ts";
import type { RealmServices } from "../../../src/reconcile/realm-services.ts";
import { openPower, type Power } from "./power.ts";

export interface FakeAnswers extends AnswerPorts {
  readonly state: {
    baseline: FeedBaseline | null;
    readonly entries: Map<string, ProjectedEntry>;
    contextCsn: string | null;
    refusals: readonly Refusal[];
    readonly undos: (Undo & { readonly endedAt: string | null })[];
  };
}

/** What the shipped settings say of feed, drift and retries. */
export const USUAL_ANSWERS: Pick<RealmServices, "feedLimits" | "drift" | "retries"> = {
  feedLimits: FeedLimits.parse({}),
  drift: "correct",
  retries: { attempts: 10, firstMinutes: 5 },
};

export function fakeAnswers(power: Power = openPower()): FakeAnswers {
  const state: FakeAnswers["state"] = {
    baseline: null,
    entries: new Map(),
    contextCsn: null,
    refusals: [],
    undos: [],
  };
  return {
    state,
    baseline: {
      read: async () => state.baseline,
      write: async (_lease, _run, baseline) => {
        power.step("write baseline");
        state.baseline = baseline;
      },
      isRepeated: async () => false,
    },
    projection: {
      read: async () => ({ entries: new Map(state.entries), contextCsn: state.contextCsn }),
      write: async (_lease, { seen, gone, contextCsn }) => {
        power.step("write projection");
        for (const id of gone) state.entries.delete(id);
        for (const entry of seen) state.entries.set(entry.danhbaId, entry);
        state.contextCsn = contextCsn;
      },
    },
    refusals: {
      read: async () => state.refusals,
      write: async (_lease, refusals) => {
        power.step("write refusals");
        state.refusals = refusals;
      },
    },
    undos: {
      open: async () => state.undos.filter(({ endedAt }) => endedAt === null),
      order: async (_realm, order, now) => {
        const undo = { ...order, id: state.undos.length + 1, orderedAt: now };
        state.undos.push({ ...undo, endedAt: null });
        return undo;
      },
      end: async (_lease, id, now) => {
        const at = state.undos.findIndex((undo) => undo.id === id);
        const open = state.undos[at];
        if (open !== undefined) state.undos[at] = { ...open, endedAt: now };
      },
    },
  };
}
