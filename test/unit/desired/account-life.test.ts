import { describe, expect, it } from "vitest";
import {
  ACCOUNT_LIFE,
  ACCOUNT_STATES,
  type AccountEvent,
  type AccountState,
  EVENT_OF_STATUS,
  movesByKind,
  stateAfter,
} from "../../../src/desired/account-life.ts";
import type { AccountFacts } from "../../../src/model/account.ts";
import type { FeedAppointment, FeedUnit, PersonStatus } from "../../../src/model/feed.ts";
import type { Owner } from "../../../src/model/owner.ts";
import { entryOf, issued, order } from "../../support/fakes/desired.ts";
import { post } from "../../support/fakes/province.ts";
import { type Case, itemOf, lifeOf, profileOf, UNITS } from "./one-person.ts";

const LONG_AGO = "2026-01-06T01:00:00.000Z";
const YESTERDAY = "2026-11-20T01:00:00.000Z";

/** A locked account is locked for another reason, unless the case says so. */
const LOCKED_WHY = {
  active: "PERSON_HIRED",
  suspended: "PERSON_LONG_LEAVE",
  disabled: "PERSON_RETIRED",
  retained: "ACCOUNT_RETAINED",
} as const;

const inState = (state: AccountState, more: Partial<AccountFacts> = {}): Case["has"] =>
  state === "none" ? undefined : { status: state, reason: LOCKED_WHY[state], since: YESTERDAY, ...more };

const hrSays =
  (status: PersonStatus) =>
  (state: AccountState): Case => ({ person: { status }, has: inState(state) });

/** How each event comes about, given the state before. */
const CASES: Readonly<Record<AccountEvent, (state: AccountState) => Case>> = {
  WORKING: hrSays("working"),
  REOPENED: (state) => ({
    has: inState(state, { reason: "ACCOUNT_INACTIVE", lastLogin: LONG_AGO }),
    more: { orders: [order("reopen", "person:p1")] },
  }),
  DUTY_SUSPENDED: hrSays("duty_suspended"),
  LONG_LEAVE: hrSays("long_leave"),
  LEFT_PROVINCE: hrSays("left_province"),
  RETIRED: hrSays("retired"),
  RESIGNED: hrSays("resigned"),
  DISMISSED: hrSays("dismissed"),
  DECEASED: hrSays("deceased"),
  TRANSFER_CANCELLED: (state) => ({
    profile: profileOf("binhthuan"),
    owner: "person:p1@SNV",
    has: inState(state),
    posts: [post("p1", "SYT", { decisionNo: "8/QĐ" })],
  }),
  INACTIVE_SUSPENDED: (state) => ({
    profile: profileOf("quangbinh"),
    has: inState(state, {
      reason: state === "active" ? "PERSON_HIRED" : null,
      lastLogin: LONG_AGO,
      since: null,
    }),
  }),
  INACTIVE_REVOKED: (state) => ({
    has: inState(state, {
      reason: state === "active" ? "PERSON_HIRED" : null,
      lastLogin: LONG_AGO,
      since: null,
    }),
  }),
  RETENTION_BEGUN: (state) => ({
    person: { status: "retired" },
    has: inState(state, { since: "2026-10-01T01:00:00.000Z" }),
  }),
  RETENTION_ENDED: (state) => ({
    profile: withPurge(6),
    person: { status: "retired" },
    has: inState(state, { since: LONG_AGO }),
  }),
  PURGE_ORDERED: (state) => ({
    person: { status: "retired" },
    has: inState(state),
    more: { orders: [order("purge", "person:p1")] },
  }),
  UNIT_LIVE: (state) => mailbox(state, {}),
  UNIT_DISSOLVED: (state) => mailbox(state, { status: "dissolved" }),
  UNIT_MERGED: (state) => mailbox(state, { status: "dissolved", successorCode: "SYT" }),
};

function withPurge(purgeAfterMonths: number) {
  const profile = profileOf("soctrang");
  return { ...profile, retention: { ...profile.retention, purgeAfterMonths } };
}

function mailbox(state: AccountState, more: Partial<FeedUnit>): Case {
  const reason = state === "active" ? ("MAILBOX_ISSUED" as const) : ("UNIT_DISSOLVED" as const);
  const has = inState(state, { reason, localPart: "snv" });
  const [snv, ...others] = UNITS;
  const posts: FeedAppointment[] = [];
  return {
    units: [{ ...(snv as FeedUnit), ...more }, ...others],
    posts,
    owner: "agency:SNV",
    has,
    ledger: has === undefined ? [] : [issued("agency:SNV", "snv")],
  };
}

const EVENTS = Object.keys(ACCOUNT_LIFE) as AccountEvent[];
const isAgencyEvent = (event: AccountEvent) => event.startsWith("UNIT_");

/** What cannot come about, and is nothing in the table: only a locked account is kept, purged or reopened. */
const NEVER: Partial<Record<AccountEvent, readonly AccountState[]>> = {
  REOPENED: ["none", "retained"],
  INACTIVE_SUSPENDED: ["none"],
  INACTIVE_REVOKED: ["none"],
  RETENTION_BEGUN: ["none", "active", "suspended"],
  RETENTION_ENDED: ["none", "active", "suspended"],
  PURGE_ORDERED: ["none", "active", "suspended"],
};
const CELLS = EVENTS.flatMap((event) => ACCOUNT_STATES.map((state) => ({ event, state })));
const isNever = ({ event, state }: (typeof CELLS)[number]) => NEVER[event]?.includes(state) ?? false;

describe("the table of an account's life is what really happens", () => {
  it.each(CELLS.filter((cell) => !isNever(cell)))(
    "$event of an account that is $state",
    ({ event, state }) => {
      const move = ACCOUNT_LIFE[event][state];
      const it = CASES[event](state);
      const owner: Owner = it.owner ?? "person:p1";
      const result = lifeOf(it);
      const item = itemOf(result, owner, state === "none" ? null : state);
      const isPurged = result.purges.some((purge) => purge.owner === owner);
      const next = isPurged ? "none" : (entryOf(result, owner)?.status ?? "none");
      if (move === null) {
        expect(item?.kinds.filter((kind) => kind !== "modify" && kind !== "group") ?? []).toEqual([]);
        // A mailbox that never was is not made for a unit that is gone, whatever should be if it were there.
        expect([state, ...(state === "none" && item === undefined ? ["none"] : [next])]).toEqual([
          state,
          state,
        ]);
        return;
      }
      expect([next, item?.kind]).toEqual([move.to, move.kind]);
      expect(item?.reason.code).toBe(move.reason);
      const { clauses } = it.profile ?? profileOf("soctrang");
      if (!isAgencyEvent(event)) expect(item?.reason.clause).toBe(clauses[move.clause]);
    },
  );

  it("has nothing for what cannot come about", () => {
    for (const { event, state } of CELLS.filter(isNever)) expect(ACCOUNT_LIFE[event][state]).toBeNull();
  });

  it("leads nowhere but to states, and by one reason for each kind of change", () => {
    for (const event of EVENTS) {
      const kinds = movesByKind(event);
      for (const state of ACCOUNT_STATES) {
        const move = ACCOUNT_LIFE[event][state];
        expect(ACCOUNT_STATES).toContain(stateAfter(event, state));
        if (move !== null) expect(kinds.get(move.kind)).toEqual(move);
      }
    }
  });

  it("knows every status of HR, and somebody at work has an account whatever was before", () => {
    for (const event of Object.values(EVENT_OF_STATUS)) expect(EVENTS).toContain(event);
    for (const state of ACCOUNT_STATES) expect(stateAfter("WORKING", state)).toBe("active");
  });
});
