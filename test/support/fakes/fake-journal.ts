/** The journal in memory: transactions that happen as a whole, one lease, a ledger without second owners. */
import {
  appendRecords,
  type ChainedRecord,
  type ChainHead,
  EMPTY_CHAIN,
  SERVICE,
} from "../../../src/changelog/record.ts";
import type { HeldItem, Hold, Ruling } from "../../../src/gate/judge-plan.ts";
import { summarizeFrozen, summarizeHeld } from "../../../src/gate/summarize-held.ts";
import type { Identity } from "../../../src/model/account.ts";
import type { LedgerAddress } from "../../../src/model/address.ts";
import { type Aftermath, aftermathOf, type NeededPassword } from "../../../src/model/aftermath.ts";
import { canonicalHash } from "../../../src/model/canonical-hash.ts";
import type { Item } from "../../../src/model/change.ts";
import type { Decision, Question } from "../../../src/model/decision.ts";
import type { Due } from "../../../src/model/due.ts";
import { DanhbaError } from "../../../src/model/error.ts";
import type { Notice } from "../../../src/model/notice.ts";
import type { Order } from "../../../src/model/order.ts";
import { type Owner, personOwner, policyOwner } from "../../../src/model/owner.ts";
import type { Pending } from "../../../src/model/pending.ts";
import { withoutSecretValues } from "../../../src/model/secret-values.ts";
import type {
  ItemInDoubt,
  JournalPort,
  Lease,
  Outcome,
  RealmMemory,
  RunRecord,
} from "../../../src/ports/journal-port.ts";
import { matchingRecords } from "./matching-records.ts";
import { openPower, type Power } from "./power.ts";

interface RunRow extends RunRecord {
  readonly cursor: string | null;
  readonly delivery: string | null;
  readonly heldDigest: string | null;
  readonly feedDigest: string | null;
}

interface ItemRow extends ItemInDoubt {
  readonly state: "held" | "intent" | Outcome["state"];
  /** Of one that is held. */
  readonly hold?: Hold;
}

interface State {
  readonly ledger: LedgerAddress[];
  readonly runs: RunRow[];
  readonly items: ItemRow[];
  readonly rulings: Map<string, Ruling>;
  readonly decisions: Decision[];
  readonly log: ChainedRecord[];
  readonly accounts: Map<Aftermath["accounts"][number]["owner"], AccountRow>;
  readonly identities: Map<string, Identity>;
  readonly orders: Order[];
  readonly due: Due[];
  readonly pending: Pending[];
  readonly notices: Notice[];
  readonly handovers: HandoverRow[];
  /** Whom operators decided or ordered something about, and how many runs there were by then. */
  readonly touches: { readonly owner: Owner; readonly runs: number }[];
  loginsWatchedSince: string | null;
}

type AccountRow = RealmMemory["accounts"] extends ReadonlyMap<string, infer State> ? State : never;

/** An account that waits for a password, as the handover table has it when its need is recorded. */
export interface HandoverRow extends NeededPassword {
  readonly state: "waiting" | "void";
  readonly requestedAt: string;
}

export interface FakeJournal extends JournalPort {
  readonly state: State;
  /** The holder's process is gone: another may take the lease, and the old holder's writes are refused. */
  breakLease(): void;
}

/** Rows are replaced, never altered, so that copying the lists is enough. */
function copyOf(state: State): State {
  const copied = Object.entries(state).map(([name, rows]) => {
    if (Array.isArray(rows)) return [name, [...rows]];
    return [name, rows instanceof Map ? new Map(rows) : rows];
  });
  return Object.fromEntries(copied);
}

/** For one realm, whose name every call must give. */
export function fakeJournal(realm: string, power: Power = openPower()): FakeJournal {
  let state: State = {
    ledger: [],
    runs: [],
    items: [],
    rulings: new Map(),
    decisions: [],
    log: [],
    accounts: new Map(),
    identities: new Map(),
    orders: [],
    due: [],
    pending: [],
    notices: [],
    handovers: [],
    touches: [],
    loginsWatchedSince: null,
  };
  let token = 0;
  let holder: { readonly token: number; readonly lost: AbortController } | null = null;

  const here = (asked: string): void => {
    if (asked !== realm) throw new TypeError(`the fake journal serves ${realm}, not ${asked}`);
  };
  const head = (of: State = state): ChainHead => {
    const last = of.log.at(-1);
    return last === undefined ? EMPTY_CHAIN : { seq: last.record.seq, hash: last.hash };
  };
  const read = <T>(name: string, work: (from: State) => T): T => {
    power.step(name);
    return structuredClone(work(state));
  };
  /** All or nothing: what `work` does to the copy counts only when it returns and the commit is reached. */
  const transact = <T>(name: string, work: (copy: State) => T): T => {
    power.step(`before ${name}`);
    const copy = copyOf(state);
    const result = work(copy);
    state = copy;
    power.step(`after ${name}`);
    return structuredClone(result);
  };
  const underLease = <T>(name: string, lease: Lease, work: (copy: State) => T): T => {
    here(lease.realm);
    return transact(name, (copy) => {
      if (holder === null || holder.token !== lease.token || lease.lost.aborted) {
        throw new DanhbaError("LEASE_LOST", { realm });
      }
      return work(copy);
    });
  };
  const alterRun = (copy: State, id: number, changes: Partial<RunRow>): void => {
    const at = copy.runs.findIndex((run) => run.id === id);
    const run = copy.runs[at];
    if (run === undefined) throw new TypeError(`there is no run ${id}`);
    copy.runs[at] = { ...run, ...changes };
  };

  const self: FakeJournal = {
    get state() {
      return state;
    },
    breakLease: () => {
      holder?.lost.abort(new DanhbaError("LEASE_LOST", { realm }));
      holder = null;
    },
    acquireLease: async (asked) => {
      here(asked);
      power.step("acquire lease");
      if (holder !== null) throw new DanhbaError("LEASE_HELD", { realm, host: "fake", pid: 1 });
      token += 1;
      const mine = { token, lost: new AbortController() };
      holder = mine;
      const { signal } = mine.lost;
      const release = async (): Promise<void> => {
        if (holder === mine) holder = null;
      };
      const confirm = async (): Promise<void> => {
        if (holder !== mine) throw new DanhbaError("LEASE_LOST", { realm });
      };
      return { realm, token: mine.token, lost: signal, isFresh: () => !signal.aborted, confirm, release };
    },
    leaseHolder: async () =>
      holder === null
        ? null
        : { host: "fake", pid: 1, token: holder.token, acquiredAt: EPOCH, heartbeatAt: EPOCH },
    ledger: async (asked) => {
      here(asked);
      return read("ledger", ({ ledger }) => ledger);
    },
    memory: async (asked) => {
      here(asked);
      return read("memory", ({ accounts, identities, orders, loginsWatchedSince, runs, log }) => ({
        accounts,
        identities,
        orders: orders.filter(({ endedAt }) => endedAt === null),
        loginsWatchedSince,
        seenDelivery: lastWholeRun(runs)?.delivery ?? null,
        hasRun: runs.some(
          ({ id, trigger, counts, state: is }) =>
            counts !== null &&
            !["handover", "undo"].includes(trigger) &&
            !["running", "aborted", "stopped"].includes(is) &&
            id >= firstLoaded(log),
        ),
        resets: [],
      }));
    },
    ledgerOf: async (asked, owners) => {
      here(asked);
      return read("ledger of", ({ ledger }) =>
        ledger.filter(({ owner }) => owners.some((one) => owner === one || isAccountOf(owner, one))),
      );
    },
    ledgerAt: async (asked, localParts) => {
      here(asked);
      return read("ledger at", ({ ledger }) =>
        ledger.filter(({ localPart }) =>
          localParts.some((one) => localPart.startsWith(one) && /^\d*$/.test(localPart.slice(one.length))),
        ),
      );
    },
    memoryOf: async (asked, people, owners) => {
      const memory = await self.memory(asked);
      return {
        ...memory,
        accounts: new Map([...memory.accounts].filter(([owner]) => owners.includes(owner))),
        identities: new Map([...memory.identities].filter(([id]) => people.includes(id))),
      };
    },
    nextDue: async () => read("next due", ({ due }) => due.map(({ at }) => at).toSorted()[0] ?? null),
    countDue: async () => read("count due", ({ due }) => due.length),
    pending: async () =>
      read("pending", ({ pending }) => pending.toSorted((a, b) => (a.since < b.since ? -1 : 1))),
    notices: async (_realm, all) =>
      read("notices", ({ notices }) => notices.filter(({ toldAt }) => all || toldAt === null)),
    closeNotices: async (_realm, ids, operator, now) =>
      transact("close notices", ({ notices }) => {
        for (const id of ids) {
          const at = notices.findIndex((notice) => notice.id === id && notice.toldAt === null);
          const open = notices[at];
          if (open === undefined) throw new DanhbaError("USAGE", { argument: "ID", value: id });
          notices[at] = { ...open, toldAt: now, toldBy: operator };
        }
      }),
    orders: async (_realm, all) =>
      read("orders", ({ orders }) => orders.filter(({ endedAt }) => all || endedAt === null)),
    giveOrder: async (_realm, draft, now) =>
      transact("give order", (copy) => {
        const { orders } = copy;
        const order: Order = { ...draft, id: orders.length + 1, at: now, endedAt: null, endedBy: null };
        touch(copy, concernedBy(order));
        orders.push(order);
        return order;
      }),
    endOrder: async (_realm, id, operator, now) =>
      transact("end order", (copy) => {
        const { orders } = copy;
        const at = orders.findIndex((order) => order.id === id && order.endedAt === null);
        const standing = orders[at];
        if (standing === undefined) throw new DanhbaError("USAGE", { argument: "ID", value: id });
        const ended = { ...standing, endedAt: now, endedBy: operator };
        touch(copy, concernedBy(ended));
        orders[at] = ended;
        return ended;
      }),
    lastCursor: async () => read("last cursor", ({ runs }) => lastWholeRun(runs)?.cursor ?? null),

    startRun: async (lease, { trigger, startedAt, undo = null }) =>
      underLease("start run", lease, ({ runs }) => {
        const id = runs.length + 1;
        const open = { endedAt: null, digest: null, counts: null, fault: null, ruling: null };
        const nothing = { applied: 0, held: [], failed: [], findings: [], certificate: [], drift: [] };
        const unread = {
          cursor: null,
          delivery: null,
          heldDigest: null,
          feedDigest: null,
          proof: null,
          undo,
          scope: null,
        };
        runs.push({ id, trigger, state: "running", startedAt, ...open, ...nothing, ...unread });
        return id;
      }),
    decisions: async (asked) => {
      here(asked);
      return read("decisions", ({ decisions }) => decisions);
    },
    decide: async (asked, ids, answer, now) => {
      here(asked);
      transact("decide", (copy) => {
        const { decisions } = copy;
        for (const id of ids) {
          const at = decisions.findIndex((decision) => decision.id === id && decision.state === "open");
          const open = decisions[at];
          if (open === undefined) throw new DanhbaError("USAGE", { argument: "ID", value: id });
          touch(copy, [open.finding.owner]);
          decisions.splice(at, 1);
          decisions.push({ ...open, state: "resolved", answer, closedAt: now });
        }
      });
    },
    recordPlan: async (lease, run, plan, now) =>
      underLease("record plan", lease, (copy) => {
        const { digest, cursor, delivery, held, judgements: certificate, feedDigest, whole } = plan;
        const heldDigest =
          held.length === 0 && feedDigest === null
            ? null
            : canonicalHash([...held.map(({ item }) => item.digest).toSorted(), feedDigest]);
        const summary = [...summarizeFrozen(certificate), ...summarizeHeld(held)];
        alterRun(copy, run, { digest, cursor, delivery, held: summary, heldDigest, certificate, feedDigest });
        for (const [position, { item, rule, params }] of held.entries()) {
          const hold = { rule, params };
          copy.items.push({ run, delivery, position, item, actor: SERVICE, state: "held", hold });
        }
        const { undo } = copy.runs.find(({ id }) => id === run) ?? {};
        for (const other of copy.runs.filter(({ id, state: was }) => id !== run && was === "held")) {
          if (other.undo === undo && other.heldDigest !== heldDigest)
            alterRun(copy, other.id, { state: "superseded" });
        }
        if (whole === null) return;
        const { questions, digests, due, identities, loginsWatchedSince, scope } = whole;
        const isInScope = (owner: Owner): boolean => scope?.owners.includes(owner) ?? true;
        if (scope !== undefined) alterRun(copy, run, { scope: scope.looked });
        askQuestions(copy.decisions, questions, run, now, isInScope);
        for (const ruled of copy.rulings.keys()) {
          if (scope === undefined && !digests.includes(ruled) && ruled !== feedDigest)
            copy.rulings.delete(ruled);
        }
        const named = new Set(due.map(({ owner }) => owner));
        const others = copy.due.filter(({ owner }) => !isInScope(owner) && !named.has(owner));
        copy.due.splice(0, copy.due.length, ...others, ...due);
        for (const identity of identities) copy.identities.set(identity.personId, identity);
        copy.loginsWatchedSince = loginsWatchedSince;
      }),
    intend: async (lease, run, batch) =>
      underLease("intend", lease, (copy) => {
        writeLedger(
          copy.ledger,
          batch.map(({ item }) => item),
        );
        const delivery = copy.runs.find(({ id }) => id === run)?.delivery ?? null;
        for (const entry of batch) {
          copy.items.push({
            ...entry,
            item: withoutSecretValues(entry.item),
            run,
            delivery,
            state: "intent",
          });
        }
      }),
    settle: async (lease, run, outcomes, now) =>
      underLease("settle", lease, (copy) => {
        for (const { item, state: became } of outcomes) {
          const isIt = (row: ItemRow) => row.run === run.id && row.item.owner === item.owner;
          const at = copy.items.findIndex((row) => isIt(row) && row.state === "intent");
          const row = copy.items[at];
          if (row === undefined) throw new TypeError(`${item.owner} is settled without an intent`);
          copy.items[at] = { ...row, state: became };
          if (became === "applied") copy.rulings.delete(item.digest);
        }
        const logged = outcomes.filter(({ state: became }) => became === "applied" || became === "partial");
        const before = copy.runs.find(({ id }) => id === run.id)?.applied ?? 0;
        const count = outcomes.filter(({ state: became }) => became === "applied").length;
        alterRun(copy, run.id, { applied: before + count });
        const entries = logged.map(({ item, actor, state: became }) => ({
          item,
          actor,
          isComplete: became === "applied",
        }));
        rememberAftermath(copy, aftermathOf(entries), run.id, now);
        const place = { realm, run: run.id, delivery: run.delivery, at: now };
        const records = appendRecords(head(copy), entries, place);
        copy.log.push(...records);
        return records;
      }),
    adopt: async (lease, run, adopted, now) =>
      underLease("adopt", lease, (copy) => {
        writeLedger(copy.ledger, adopted);
        const entries = adopted.map((item) => ({ item, actor: SERVICE, isComplete: true }));
        rememberAftermath(copy, aftermathOf(entries), run.id, now);
        const place = { realm, run: run.id, delivery: run.delivery, at: now };
        copy.log.push(...appendRecords(head(copy), entries, place));
      }),
    recorded: async (asked, owners) => {
      here(asked);
      return read("recorded", ({ log }) => {
        const known = new Set(log.map(({ record }) => record.owner));
        return new Set(owners.filter((owner) => known.has(owner)));
      });
    },
    endRun: async (lease, run, { pending, pendingScope, ...end }) =>
      underLease("end run", lease, (copy) => {
        alterRun(copy, run, end);
        if (pending === null) return;
        const known = new Map(copy.pending.map((entry) => [`${entry.owner} ${entry.request}`, entry.since]));
        const kept = pending.map((entry) => ({
          ...entry,
          since: known.get(`${entry.owner} ${entry.request}`) ?? entry.since,
        }));
        const keys = new Set(kept.map((entry) => `${entry.owner} ${entry.request}`));
        const others = copy.pending.filter(
          ({ owner, request }) =>
            pendingScope !== undefined && !pendingScope.includes(owner) && !keys.has(`${owner} ${request}`),
        );
        copy.pending.splice(0, copy.pending.length, ...others, ...kept);
      }),
    itemsInDoubt: async () =>
      read("items in doubt", ({ items }) =>
        items
          .filter(({ state: is }) => is === "intent")
          .toSorted((a, b) => a.run - b.run || a.position - b.position)
          .map(({ state: _intent, ...row }) => row),
      ),
    closeAbandonedRuns: async (lease, now) =>
      underLease("close abandoned runs", lease, (copy) => {
        const open = copy.runs.filter(({ state: is }) => is === "running");
        for (const { id } of open)
          alterRun(copy, id, { state: "aborted", fault: "INTERRUPTED", endedAt: now });
        return open.length;
      }),

    rulings: async () => read("rulings", ({ rulings }) => rulings),
    rule: async (asked, id, word, now) =>
      transact("rule", (copy) => {
        here(asked);
        const run = copy.runs.find((row) => row.id === id);
        if (run === undefined)
          throw new DanhbaError("USAGE", { argument: "RUN", value: id, problem: "unknown" });
        const { heldDigest, state: was } = run;
        const canBeRuled = heldDigest !== null && (was === "held" || was === "failed");
        const isOvertaken = copy.runs.some(
          (later) =>
            later.id > id &&
            later.digest !== null &&
            later.undo === run.undo &&
            later.heldDigest !== heldDigest,
        );
        if (!canBeRuled || isOvertaken) {
          throw new DanhbaError("PLAN_STALE", { run: id, state: canBeRuled ? "superseded" : was });
        }
        const held = copy.items.filter((row) => row.run === id && row.state === "held");
        const digests = [...held.map(({ item }) => item.digest), run.feedDigest].filter(
          (one) => one !== null,
        );
        for (const digest of digests) copy.rulings.set(digest, { ...word, at: now });
        const wholeRealm = run.feedDigest === null ? [] : [policyOwner("realm")];
        touch(copy, [...wholeRealm, ...held.map(({ item }) => item.owner)]);
        for (const other of copy.runs.filter((row) => row.heldDigest === heldDigest)) {
          if (other.state === "held" || other.state === "failed") {
            alterRun(copy, other.id, { state: word.verdict, ruling: { ...word, at: now } });
          }
        }
        return { items: digests.length };
      }),
    runs: async (_realm, limit) => read("runs", ({ runs }) => runs.toReversed().slice(0, limit)),
    run: async (_realm, id) => read("run", ({ runs }) => runs.find((row) => row.id === id) ?? null),
    heldItems: async (_realm, id) =>
      read("held items", ({ items }) =>
        items.flatMap(({ run, item, hold }): HeldItem[] =>
          run === id && hold !== undefined ? [{ item: withoutSecretValues(item), ...hold }] : [],
        ),
      ),

    log: async (_realm, filter) =>
      read("log", ({ log }) =>
        matchingRecords(log, filter).map(({ record, hash }) => ({ realm, seq: record.seq, record, hash })),
      ),
    async *logStream() {
      for (const { record, hash } of structuredClone(state.log))
        yield { realm, seq: record.seq, record, hash };
    },
    chainHead: async () => read("chain head", head),
  };
  return self;
}

const touch = ({ touches, runs }: State, owners: readonly Owner[]): void => {
  touches.push(...owners.map((owner) => ({ owner, runs: runs.length })));
};

const concernedBy = ({ owner, person }: Order): Owner[] =>
  person === null ? [owner] : [owner, personOwner(person)];

const isAccountOf = (owner: Owner, person: Owner): boolean =>
  person.startsWith("person:") && owner.startsWith(`${person}@`);

const EPOCH = "2026-11-21T00:00:00.000Z";

/** The first run that gave a person an account. */
const firstLoaded = (log: readonly ChainedRecord[]): number =>
  log.find(({ record }) => record.owner.startsWith("person:"))?.record.run ?? Number.POSITIVE_INFINITY;

const lastWholeRun = (runs: readonly RunRow[]): RunRow | undefined =>
  runs.findLast(
    ({ state: is, cursor }) => cursor !== null && !["running", "aborted", "stopped"].includes(is),
  );

/** As `writeAftermath` does to the tables. */
function rememberAftermath(copy: State, aftermath: Aftermath, run: number, now: string): void {
  const { accounts, notices, passwords } = aftermath;
  for (const { owner, ...is } of accounts) {
    const openedAt = is.status === "active" ? now : (copy.accounts.get(owner)?.openedAt ?? null);
    copy.accounts.set(owner, { ...is, since: now, openedAt });
  }
  for (const notice of notices) {
    const open = { id: copy.notices.length + 1, run, at: now, toldAt: null, toldBy: null };
    copy.notices.push({ ...notice, ...open });
  }
  const closed = new Set<string>(
    [...accounts.filter(({ status }) => status === "purged"), ...passwords].map(({ owner }) => owner),
  );
  for (const [at, row] of copy.handovers.entries()) {
    if (closed.has(row.owner)) copy.handovers[at] = { ...row, state: "void" };
  }
  copy.handovers.push(
    ...passwords.map((password) => ({ ...password, state: "waiting" as const, requestedAt: now })),
  );
}

/** The earlier address becomes an alias, then the new one is issued; never to a second owner, never two at once. */
function writeLedger(ledger: LedgerAddress[], items: readonly Item[]): void {
  const changes = items.flatMap(({ ledger: ofItem }) => ofItem);
  for (const change of changes) {
    if (change.change === "issue") continue;
    const at = ledger.findIndex((row) => row.localPart === change.localPart);
    const row = ledger[at];
    if (row === undefined) continue;
    ledger[at] =
      change.change === "retire"
        ? { ...row, role: "alias", aliasUntil: change.aliasUntil }
        : { ...row, role: "tombstone", aliasUntil: null };
  }
  for (const change of changes) {
    if (change.change !== "issue") continue;
    const { address } = change;
    const at = ledger.findIndex(({ localPart }) => localPart === address.localPart);
    const isForeign = at >= 0 && ledger[at]?.owner !== address.owner;
    const isSecond = ledger.some(
      (row, index) => index !== at && row.owner === address.owner && row.role === "primary",
    );
    if (isForeign || (isSecond && address.role === "primary")) {
      throw new DanhbaError("DATABASE_FAILED", { host: "fake", port: 0, database: "fake", state: "23000" });
    }
    if (at >= 0) ledger[at] = address;
    else ledger.push(address);
  }
}

/** Opens what is new and withdraws standing questions that are gone, as the table does. */
function askQuestions(
  decisions: Decision[],
  questions: readonly Question[],
  run: number,
  now: string,
  isInScope: (owner: Owner) => boolean,
): void {
  const keys = new Set(questions.map(({ key }) => key));
  for (const [at, decision] of decisions.entries()) {
    if (decision.state !== "open" || !decision.isStanding || keys.has(decision.key)) continue;
    if (!isInScope(decision.finding.owner)) continue;
    decisions[at] = { ...decision, state: "withdrawn", closedAt: now };
  }
  for (const question of questions) {
    if (decisions.some(({ key, state }) => key === question.key && state !== "withdrawn")) continue;
    const opened = { openedAt: now, openedRun: run, answer: null, closedAt: null };
    decisions.push({ ...question, id: decisions.length + 1, state: "open", ...opened });
  }
}
