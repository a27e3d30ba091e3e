import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { acceptedBaseline } from "../../../src/gate/accept-baseline.ts";
import { certifyFeed } from "../../../src/gate/certify-feed.ts";
import { certifySlice, type SliceCertificate } from "../../../src/gate/certify-slice.ts";
import { COUNTED_RULES, FeedLimits } from "../../../src/gate/feed-limits.ts";
import { acceptedSeen, sourcesOf } from "../../../src/gate/seen-feed.ts";
import type { Identity } from "../../../src/model/account.ts";
import type {
  FeedAppointment,
  FeedDelivery,
  FeedPerson,
  FeedSnapshot,
  FeedUnit,
} from "../../../src/model/feed.ts";
import type { Certificate, FeedBaseline } from "../../../src/model/feed-certificate.ts";
import { vietnamDay } from "../../../src/model/vietnam-time.ts";
import type { Lease } from "../../../src/ports/journal-port.ts";
import { feedSigns } from "../../../src/reconcile/feed-signs.ts";
import { fakeAnswers, WIDE_FEED } from "../../support/fakes/fake-answers.ts";
import { fakeFeed } from "../../support/fakes/fake-feed.ts";
import { fakeJournal } from "../../support/fakes/fake-journal.ts";
import { fakeSlices, fakeSources } from "../../support/fakes/fake-scopes.ts";
import { delivery, feedOf, NOW, person, post, unit } from "./feed-world.ts";

const LEASE = { realm: "r" } as Lease;

interface World {
  readonly limits: FeedLimits;
  /** What is remembered of each id, as runs keep it. */
  readonly identities: Map<string, Identity>;
  readonly answers: ReturnType<typeof fakeAnswers>;
  readonly feed: ReturnType<typeof fakeFeed>;
  readonly journal: ReturnType<typeof fakeJournal>;
  run: number;
  now: string;
}

const open = (first: FeedSnapshot, limits: FeedLimits): World => {
  const journal = fakeJournal("r");
  const answers = fakeAnswers(undefined, journal);
  return { limits, identities: new Map(), answers, feed: fakeFeed("r", first), journal, run: 1, now: NOW };
};

/** A run that looks at everything. */
async function lookAtAll(world: World): Promise<{ certificate: Certificate; next: FeedBaseline | null }> {
  const { answers, feed, now, identities, limits } = world;
  const snapshot = await feed.readFeedSnapshot("r");
  const certificate = certifyFeed({
    snapshot,
    baseline: await answers.baseline.read("r"),
    signs: feedSigns(snapshot, identities),
    remembered: identities.size,
    repeatedRows: 0,
    limits,
    rulings: new Map(),
    now,
  });
  return { certificate, next: acceptedBaseline(certificate, snapshot.delivery, now) };
}

/** As `acceptFeed`. */
async function acceptAll(
  world: World,
  { certificate, next }: Awaited<ReturnType<typeof lookAtAll>>,
): Promise<void> {
  if (next === null) return;
  const snapshot = await world.feed.readFeedSnapshot("r");
  const { seen, frozenAgencies, isFrozen, baseline } = certificate;
  if (isFrozen) {
    world.answers.state.seen = { feed: null, run: world.run };
    return;
  }
  await world.answers.baseline.write(LEASE, world.run, {
    baseline: next,
    seen: frozenAgencies.size > 0 ? null : next === baseline ? seen : acceptedSeen(seen),
    sources: sourcesOf(snapshot, certificate, next),
    units: snapshot.unitDigests,
  });
}

async function lookAtSlice(world: World, changed: readonly string[]): Promise<SliceCertificate> {
  const { answers, feed, journal, now, identities, limits } = world;
  const store = fakeSources(answers, journal);
  const known = await store.known("r", vietnamDay(now));
  const scope = new Set([...changed, ...(known?.unsettled ?? [])]);
  const slice = await fakeSlices(feed, answers, journal).read("r", [...scope]);
  const sources = await store.read("r", [...scope, ...slice.doubles.map(({ id }) => id)]);
  const signs = feedSigns(
    { people: [...slice.people, ...slice.doubles], appointments: slice.appointments },
    identities,
  );
  return certifySlice({ feed: slice, scope, known, sources, signs, repeatedRows: 0, limits, now });
}

/** What a run remembers of whom it has accepted. */
async function remember({ identities, feed }: World): Promise<void> {
  const { people } = await feed.readFeedSnapshot("r");
  for (const { id, fullName, birthDate } of people) {
    if (!identities.has(id) || birthDate !== null) identities.set(id, { personId: id, fullName, birthDate });
  }
}

const stateOf = ({ answers: { state } }: World) =>
  structuredClone({
    accepted: state.accepted,
    seen: state.seen.feed,
    sources: state.sources,
    units: state.units,
  });

const NAMES = ["Nguyễn Thị Lan", "Lan Nguyễn Thị", "Trần Văn Hùng", "NguyÔn ThÞ Lan"];
const DAYS = ["2026-11-20", "2026-11-22", "2026-11-23", null];
const CODES = ["A", "B", "B1", "X"];

const somePerson = (id: string): fc.Arbitrary<FeedPerson> =>
  fc
    .record({
      fullName: fc.constantFrom(...NAMES),
      birthDate: fc.constantFrom("1980-01-01", "1981-01-01", null),
      phone: fc.constantFrom("0299", " ", null),
      status: fc.constantFrom("working" as const, "working" as const, "retired" as const),
    })
    .map((more) => person(id, more));
const somePost = (id: string, holder: string): fc.Arbitrary<FeedAppointment> =>
  fc
    .record({
      unitCode: fc.constantFrom(...CODES),
      title: fc.constantFrom("Chuyên viên", null),
      leaderRank: fc.constantFrom(0, 1),
      kind: fc.constantFrom("primary" as const, "primary" as const, "concurrent" as const),
      effectiveFrom: fc.constantFrom(...DAYS),
      effectiveTo: fc.constantFrom(...DAYS),
    })
    .map((more) => post(holder, "A", { id, ...more }));

const IDS = ["P1", "P2", "P3", "P4", "P5"];
const idIn = fc.constantFrom(...IDS);
const postIn = fc.constantFrom("V1", "V2", "V3", "V4", "V5", "V6");

type Edit =
  | { readonly kind: "person"; readonly row: FeedPerson }
  | { readonly kind: "noPerson"; readonly id: string }
  | { readonly kind: "post"; readonly row: FeedAppointment }
  | { readonly kind: "noPost"; readonly id: string }
  | { readonly kind: "unit"; readonly row: FeedUnit };

const edit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 4, arbitrary: idIn.chain(somePerson).map((row): Edit => ({ kind: "person", row })) },
  { weight: 1, arbitrary: idIn.map((id): Edit => ({ kind: "noPerson", id })) },
  {
    weight: 4,
    arbitrary: fc
      .tuple(postIn, idIn)
      .chain(([id, holder]) => somePost(id, holder))
      .map((row): Edit => ({ kind: "post", row })),
  },
  { weight: 1, arbitrary: postIn.map((id): Edit => ({ kind: "noPost", id })) },
  {
    weight: 1,
    arbitrary: fc
      .record({ parentCode: fc.constantFrom("A", "B", null), name: fc.constantFrom("Phòng", "Ban") })
      .map((more): Edit => ({ kind: "unit", row: unit("B1", more) })),
  },
);

const without = <Row>(rows: readonly Row[], isIt: (row: Row) => boolean): Row[] =>
  rows.filter((row) => !isIt(row));

const byId = <Row extends { readonly id: string }>(rows: readonly Row[]): Row[] =>
  rows.toSorted((a, b) => (a.id < b.id ? -1 : 1));

/** The feed after an edit, and whose row or posts changed. */
function edited(feed: FeedSnapshot, one: Edit): { readonly feed: FeedSnapshot; readonly changed: string[] } {
  const { people, appointments, units } = feed;
  switch (one.kind) {
    case "person":
      return {
        feed: { ...feed, people: byId([...without(people, ({ id }) => id === one.row.id), one.row]) },
        changed: [one.row.id],
      };
    case "noPerson":
      return { feed: { ...feed, people: without(people, ({ id }) => id === one.id) }, changed: [one.id] };
    case "post": {
      const before = appointments.filter(({ id }) => id === one.row.id);
      const rest = without(appointments, ({ id }) => id === one.row.id);
      const holders = [...before, one.row].map(({ personId }) => personId);
      return { feed: { ...feed, appointments: [...rest, one.row] }, changed: holders };
    }
    case "noPost": {
      const before = appointments.filter(({ id }) => id === one.id);
      const rest = without(appointments, ({ id }) => id === one.id);
      return { feed: { ...feed, appointments: rest }, changed: before.map(({ personId }) => personId) };
    }
    case "unit":
      return {
        feed: { ...feed, units: [...without(units, ({ code }) => code === "B1"), one.row] },
        changed: [],
      };
  }
}

const step = fc.record({
  edits: fc.array(edit, { maxLength: 3 }),
  hours: fc.constantFrom(0, 1, 30),
  delivery: fc.constantFrom<FeedDelivery["mode"] | null>(null, null, "delta", "full"),
});

const STRICT = FeedLimits.parse({
  whole: Object.fromEntries(COUNTED_RULES.map((rule) => [rule, { max: 1, percent: 60, always: 1 }])),
  agency: Object.fromEntries(COUNTED_RULES.map((rule) => [rule, { max: 1, percent: 70, always: 1 }])),
  few: 1,
  ageDays: 1,
});

describe("the certificate of a part of the feed", () => {
  it("is that of the whole wherever it is sound, and leaves the same to be remembered", {
    timeout: 60_000,
  }, async () => {
    let sound = 0;
    let doubted = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(WIDE_FEED, FeedLimits.parse({}), STRICT),
        fc.array(edit, { maxLength: 14 }),
        fc.array(step, { maxLength: 8 }),
        async (limits, begin, steps) => {
          const empty: FeedSnapshot = { ...feedOf({ A: 0, B: 0, B1: 0 }), delivery: delivery("1") };
          const first = begin.reduce((feed, one) => edited(feed, one).feed, empty);
          const world = open(first, limits);
          await acceptAll(world, await lookAtAll(world));
          await remember(world);
          let feed = first;
          for (const [at, { edits, hours, delivery: mode }] of steps.entries()) {
            const changed: string[] = [];
            for (const one of edits) {
              const next = edited(feed, one);
              feed = next.feed;
              changed.push(...next.changed);
            }
            world.now = new Date(Date.parse(world.now) + hours * 3_600_000).toISOString();
            world.run += 1;
            if (mode !== null) {
              const declaredPeople = at % 2 === 0 ? feed.people.length : null;
              feed = {
                ...feed,
                delivery: delivery(`${at + 2}`, { mode, declaredPeople, loadedAt: world.now }),
              };
            }
            world.feed.load(feed);
            const whole = await lookAtAll(world);
            const slice = await lookAtSlice(world, changed);
            if (!slice.isSound) {
              doubted += 1;
              await acceptAll(world, whole);
              await remember(world);
              continue;
            }
            sound += 1;
            const { certificate, next } = whole;
            expect(certificate).toMatchObject({ isFrozen: false, frozenAgencies: new Set(), digest: null });
            expect(slice.judgements).toEqual(certificate.judgements);
            expect(slice.facts).toEqual(certificate.facts);
            const before = stateOf(world);
            await acceptAll(world, whole);
            const ofWhole = stateOf(world);
            Object.assign(world.answers.state, { accepted: before.accepted });
            world.answers.state.sources.clear();
            for (const [id, source] of before.sources) world.answers.state.sources.set(id, source);
            const { unitDigests } = await world.feed.readFeedSnapshot("r");
            const store = fakeSources(world.answers, world.journal);
            await store.write(LEASE, world.run, slice.accepted, unitDigests);
            expect(stateOf(world)).toEqual(ofWhole);
            expect(await world.answers.baseline.read("r")).toEqual(next);
            await remember(world);
          }
        },
      ),
      { numRuns: 250 },
    );
    // A property that is never put to the test would hold as well.
    expect(sound).toBeGreaterThan(300);
    expect(doubted).toBeGreaterThan(20);
  });
});
