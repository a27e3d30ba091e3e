/** The stores beside the journal, in memory. */
import { COUNTED_RULES, FeedLimits } from "../../../src/gate/feed-limits.ts";
import type { AcceptedNumbers, FeedBaseline, SeenFeed, Source } from "../../../src/model/feed-certificate.ts";
import type { Refusal } from "../../../src/model/refusal.ts";
import type { AnswerPorts, ProjectedEntry } from "../../../src/ports/answer-ports.ts";
import type { RealmServices } from "../../../src/reconcile/realm-services.ts";
import { compareScan } from "./compare-scan.ts";
import { type FakeJournal, fakeJournal } from "./fake-journal.ts";
import { type FakeUndos, fakeUndos } from "./fake-undos.ts";
import { openPower, type Power } from "./power.ts";

export interface FakeAnswers extends AnswerPorts {
  readonly undos: FakeUndos;
  readonly state: {
    accepted: AcceptedNumbers | null;
    readonly sources: Map<string, Source>;
    readonly units: Map<string, string>;
    seen: { readonly feed: SeenFeed | null; readonly run: number };
    readonly entries: Map<string, ProjectedEntry>;
    contextCsn: string | null;
    completeAt: string | null;
    completeCsn: string | null;
    deletes: string | null;
    refusals: readonly Refusal[];
  };
}

/** What the shipped settings say of feed, drift and retries. */
export const USUAL_ANSWERS: Pick<RealmServices, "feedLimits" | "drift" | "retries" | "compareAbove"> = {
  compareAbove: 5_000,
  feedLimits: FeedLimits.parse({}),
  drift: "correct",
  retries: { attempts: 10, firstMinutes: 5 },
};

const ANYTHING = Object.fromEntries(
  COUNTED_RULES.map((rule) => [rule, { max: 1_000_000, percent: 100_000, always: 1_000_000 }]),
);
/** A feed certificate that takes any feed. */
export const WIDE_FEED: FeedLimits = FeedLimits.parse({ whole: ANYTHING, agency: ANYTHING, few: 1_000_000 });

/** Of the marks of every realm. */
const MARK_KEY = "5a".repeat(32);

/** @param journal where what is undone was logged */
export function fakeAnswers(
  power: Power = openPower(),
  journal: Pick<FakeJournal, "state"> = fakeJournal("-"),
): FakeAnswers {
  const state: FakeAnswers["state"] = {
    accepted: null,
    sources: new Map(),
    units: new Map(),
    seen: { feed: null, run: 0 },
    entries: new Map(),
    contextCsn: null,
    completeAt: null,
    completeCsn: null,
    deletes: null,
    refusals: [],
  };
  const noteState = (contextCsn: string | null, deletes: string | null | undefined, now: string): void => {
    state.contextCsn = contextCsn;
    if (deletes !== undefined) Object.assign(state, { deletes, completeAt: now, completeCsn: contextCsn });
  };
  return {
    state,
    baseline: {
      read: async () =>
        state.accepted === null ? null : { ...state.accepted, people: acceptedPeople(state.sources) },
      write: async (_lease, run, { baseline, seen, sources, units }) => {
        power.step("write baseline");
        const { people: _people, ...numbers } = baseline;
        state.accepted = numbers;
        state.sources.clear();
        for (const source of sources) state.sources.set(source.id, source);
        state.units.clear();
        for (const [code, digest] of units) state.units.set(code, digest);
        state.seen = { feed: seen, run };
      },
      repeatedRows: async () => 0,
    },
    projection: {
      read: async () => ({ entries: new Map(state.entries), contextCsn: state.contextCsn }),
      state: async () => {
        const { contextCsn, completeAt, completeCsn, deletes } = state;
        return { contextCsn, completeAt, completeCsn, deletes, markKey: MARK_KEY };
      },
      compareScan: (_realm, scan, limit) => compareScan(state.entries, scan, limit),
      find: async (_realm, ids, uuids) =>
        new Map(
          [...state.entries].filter(([id, { entryUuid }]) => ids.includes(id) || uuids.includes(entryUuid)),
        ),
      write: async (_lease, { seen, gone, contextCsn, deletes }, now) => {
        power.step("write projection");
        for (const id of gone) state.entries.delete(id);
        for (const entry of seen) state.entries.set(entry.danhbaId, entry);
        noteState(contextCsn, deletes, now);
      },
      noteLook: async (_lease, { contextCsn, deletes, entryCsns }, now) => {
        power.step("note look");
        for (const [id, entryCsn] of entryCsns) {
          const known = state.entries.get(id);
          if (known !== undefined) state.entries.set(id, { ...known, entryCsn });
        }
        noteState(contextCsn, deletes, now);
      },
      forgetIntents: async (_lease, ids) => {
        for (const id of ids) {
          const known = state.entries.get(id);
          if (known !== undefined) state.entries.set(id, { ...known, intent: null });
        }
      },
    },
    refusals: {
      read: async () => state.refusals,
      write: async (_lease, refusals) => {
        power.step("write refusals");
        state.refusals = refusals;
      },
    },
    undos: fakeUndos(power, () => journal),
  };
}

function acceptedPeople(sources: ReadonlyMap<string, Source>): FeedBaseline["people"] {
  const people = new Map<string, string[]>();
  for (const [id, { accepted }] of [...sources].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    if (accepted !== null) people.set(accepted, [...(people.get(accepted) ?? []), id]);
  }
  return Object.fromEntries(people);
}
