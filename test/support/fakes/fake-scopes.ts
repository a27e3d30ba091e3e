/** What lets a run look only at what changed, in memory: over the fake feed, the fake journal and their stores. */
import { dnKey } from "../../../src/model/entry.ts";
import type { Source } from "../../../src/model/feed-certificate.ts";
import type { Finding } from "../../../src/model/finding.ts";
import type { Owner } from "../../../src/model/owner.ts";
import type {
  EntryCount,
  ScopedEntry,
  ScopePort,
  SlicePort,
  SourcePort,
} from "../../../src/ports/scope-ports.ts";
import type { FakeAnswers } from "./fake-answers.ts";
import { digestsOf, type FakeFeed, type FeedContent } from "./fake-feed.ts";
import type { FakeJournal } from "./fake-journal.ts";
import { openPower, type Power } from "./power.ts";

type Answers = Pick<FakeAnswers, "state">;
type Journal = Pick<FakeJournal, "state">;

/** @param journal who was touched; a touch is unseen by the runs that there were then */
export function fakeSlices(feed: FakeFeed, { state }: Answers, journal: Journal): SlicePort {
  return {
    changes: async (realm, cursor, limit) => {
      const now = digestsOf(await feed.readFeedSnapshot(realm));
      const before = digestsOf(feed.at(cursor));
      const { runs, touches } = journal.state;
      const seen = runs.findLastIndex((run) => run.cursor === cursor);
      const changes = {
        people: differences(before.digests, now.digests),
        units: differences(before.unitDigests, now.unitDigests),
        touched: touches.filter((one) => one.runs > seen).map(({ owner }) => owner),
      };
      const count = changes.people.length + changes.units.length + changes.touched.length;
      return Number(cursor) > Number((await feed.readFeedSnapshot(realm)).cursor) || count > limit
        ? null
        : changes;
    },
    read: async (realm, people) => {
      const whole = await feed.readFeedSnapshot(realm);
      const asked = new Set(people);
      const slice: FeedContent = {
        units: whole.units,
        people: whole.people.filter(({ id }) => asked.has(id)),
        appointments: whole.appointments.filter(({ personId }) => asked.has(personId)),
      };
      const remembered = people.map((id) => state.sources.get(id)?.born ?? null);
      const births = new Set([...slice.people.map(({ birthDate }) => birthDate), ...remembered]);
      const doubles = whole.people.filter(
        ({ id, birthDate }) => birthDate !== null && births.has(birthDate) && !asked.has(id),
      );
      return { ...whole, ...slice, ...digestsOf(slice), doubles };
    },
    readWhole: (realm) => feed.readFeedSnapshot(realm),
    async *streamPeople(realm) {
      const { people, appointments, digests } = await feed.readFeedSnapshot(realm);
      const rows = new Map(people.map((person) => [person.id, person] as const));
      const posts = Map.groupBy(appointments, ({ personId }) => personId);
      const ids = [...digests.keys()].toSorted();
      yield ids.map((id) => ({
        id,
        person: rows.get(id) ?? null,
        posts: posts.get(id) ?? [],
        digest: digests.get(id) ?? "",
      }));
    },
    differing: async (realm, limit) => {
      const { digests, unitDigests, people, cursor } = await feed.readFeedSnapshot(realm);
      const remembered = [...state.sources.values()].filter(
        ({ agency, digest }) => agency !== null || digest !== "",
      );
      const known = new Map(remembered.map(({ id, digest }) => [id, digest] as const));
      const changed = differences(known, digests);
      const units = differences(state.units, unitDigests);
      if (changed.length + units.length > limit) return null;
      return { changes: { people: changed, units, touched: [] }, people: people.length, cursor };
    },
    peopleOf: async (realm, units) => {
      const { appointments } = await feed.readFeedSnapshot(realm);
      const held = appointments.filter(({ unitCode }) => units.includes(unitCode));
      return [...new Set(held.map(({ personId }) => personId))];
    },
  };
}

function differences(before: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): string[] {
  const keys = new Set([...before.keys(), ...now.keys()]);
  return [...keys].filter((key) => before.get(key) !== now.get(key));
}

export function fakeSources({ state }: Answers, journal: Journal, power: Power = openPower()): SourcePort {
  return {
    read: async (_realm, people) =>
      new Map(
        people.flatMap((id): [string, Source][] => {
          const source = state.sources.get(id);
          return source === undefined ? [] : [[id, source]];
        }),
      ),
    known: async (_realm, today) => {
      const { accepted, seen, sources } = state;
      const isOvertaken = journal.state.runs.some(
        ({ id, cursor, state: is }) =>
          id > seen.run && cursor !== null && !["running", "aborted", "stopped"].includes(is),
      );
      if (accepted === null || seen.feed === null || isOvertaken) return null;
      const unsettled = [...sources.values()].filter(({ recheck }) => recheck !== null && recheck <= today);
      return { baseline: accepted, seen: seen.feed, unsettled: unsettled.map(({ id }) => id) };
    },
    write: async (_lease, run, { baseline, seen, sources }, units) => {
      power.step("write sources");
      for (const source of sources) state.sources.set(source.id, source);
      if (baseline !== null) {
        state.accepted = baseline;
        for (const [id, source] of state.sources)
          state.sources.set(id, { ...source, accepted: source.agency });
      }
      for (const [id, { agency, accepted, elsewhere }] of state.sources) {
        if (agency === null && accepted === null && elsewhere.length === 0) state.sources.delete(id);
      }
      state.seen = { feed: seen, run };
      if (units === null) return;
      state.units.clear();
      for (const [code, digest] of units) state.units.set(code, digest);
    },
  };
}

export interface FakeScope extends ScopePort {
  readonly state: {
    readonly open: Set<Owner>;
    readonly findings: Finding[];
    rules: string | null;
  };
}

export function fakeScope(
  { state: answers }: Answers,
  journal: Journal,
  power: Power = openPower(),
): FakeScope {
  const state: FakeScope["state"] = { open: new Set(), findings: [], rules: null };
  const known = (): ScopedEntry[] => [...answers.entries.values()];
  return {
    state,
    open: async () => [...state.open].toSorted(),
    rules: async () => state.rules,
    due: async (_realm, now) => journal.state.due.filter(({ at }) => at <= now).map(({ owner }) => owner),
    entries: async (_realm, owners) =>
      known().filter(({ owner }) => owner !== null && owners.includes(owner)),
    ownersAt: async (_realm, dns) => {
      const asked = new Set(dns.map(dnKey));
      return new Map(
        known().flatMap(({ dn, owner }): [string, Owner][] =>
          owner !== null && asked.has(dnKey(dn)) ? [[dnKey(dn), owner]] : [],
        ),
      );
    },
    counts: async () => countEntries(known()),
    quiet: async () => ({ isQuiet: false, contextCsn: null }),
    oddMembers: async (_realm, group, members) => {
      const keys = new Set(members.map(dnKey));
      const people = known().filter(({ owner, memberships }) => owner !== null && memberships !== null);
      const isTo = ({ memberships }: ScopedEntry): boolean =>
        group !== null && memberships?.includes(group) === true;
      const odd = people.filter((person) => isTo(person) !== keys.has(dnKey(person.dn)));
      const dns = new Set(
        known()
          .filter(({ owner }) => owner !== null)
          .map(({ dn }) => dnKey(dn)),
      );
      return {
        owners: odd.flatMap(({ owner }) => owner ?? []),
        strangers: members.filter((dn) => !dns.has(dnKey(dn))),
      };
    },
    findings: async () =>
      state.findings.toSorted((a, b) => (a.owner < b.owner ? -1 : a.owner > b.owner ? 1 : 0)),
    write: async (_lease, { owners, open, findings, rules }) => {
      power.step("write scope");
      const isInScope = (owner: Owner): boolean => owners?.includes(owner) ?? true;
      for (const owner of state.open) if (isInScope(owner)) state.open.delete(owner);
      for (const owner of open) state.open.add(owner);
      if (findings !== null) {
        const others = state.findings.filter(({ owner }) => !isInScope(owner));
        state.findings.splice(0, state.findings.length, ...others, ...findings);
      }
      if (rules !== null) state.rules = rules;
    },
  };
}

const SORTS = {
  people: "person",
  agencies: "agency",
  units: "unit",
  groups: "group",
  policies: "policy",
} as const;

/** As the triggers of `danhba.entry` count. */
function countEntries(entries: readonly ScopedEntry[]): EntryCount[] {
  const counts = new Map<string, EntryCount>();
  for (const { dn, entryUuid, attributes } of entries) {
    if (entryUuid === "") continue;
    const branch = /,ou=(people|agencies|units|groups|policies),/i.exec(dn)?.[1]?.toLowerCase() ?? "";
    const sort = Object.hasOwn(SORTS, branch) ? SORTS[branch as keyof typeof SORTS] : "";
    const unit = attributes.danhbaUnit?.[0] ?? "";
    const status = attributes.danhbaStatus?.[0];
    const isLive = status !== "disabled" && status !== "retained";
    const { live, total } = counts.get(`${sort} ${unit}`) ?? { live: 0, total: 0 };
    counts.set(`${sort} ${unit}`, { sort, unit, live: live + Number(isLive), total: total + 1 });
  }
  return [...counts.values()];
}
