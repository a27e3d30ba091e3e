/** What can happen on a random walk, as values that name their subjects: taking one away leaves the others as they are. */
import fc from "fast-check";
import type { PersonStatus } from "../../../src/model/feed.ts";
import { BIRTH_DATES, NAMES, PERSON_IDS, UNIT_CODES, type UnitCode } from "./hr-office.ts";

/** Days from the day of the event; 0 acts at once, a negative number is a row that came late. */
type Days = number;

export type WalkEvent =
  // people
  | {
      readonly kind: "hire";
      readonly id: string;
      readonly name: string;
      readonly born: string | null;
      readonly unit: UnitCode;
      readonly rank: number;
      readonly in: Days;
    }
  | {
      readonly kind: "transfer";
      readonly id: string;
      readonly unit: UnitCode;
      readonly in: Days;
      readonly endsOld: boolean;
    }
  | {
      readonly kind: "second post";
      readonly id: string;
      readonly unit: UnitCode;
      readonly rank: number;
      readonly as: "concurrent" | "secondment";
      readonly in: Days;
      readonly days: Days | null;
    }
  | { readonly kind: "end post"; readonly id: string; readonly which: "primary" | "other"; readonly in: Days }
  | { readonly kind: "status"; readonly id: string; readonly status: PersonStatus; readonly in: Days }
  | { readonly kind: "rename"; readonly id: string; readonly name: string }
  | { readonly kind: "another person"; readonly id: string; readonly name: string; readonly born: string }
  | { readonly kind: "drop row"; readonly id: string }
  | { readonly kind: "row is back"; readonly id: string }
  | { readonly kind: "wrong person"; readonly id: string; readonly how: WrongPerson }
  | { readonly kind: "correct person"; readonly id: string }
  // units
  | { readonly kind: "head"; readonly unit: UnitCode; readonly id: string | null }
  | { readonly kind: "rename unit"; readonly unit: UnitCode }
  | { readonly kind: "move unit"; readonly unit: UnitCode; readonly below: UnitCode | null }
  | {
      readonly kind: "dissolve";
      readonly unit: UnitCode;
      readonly into: UnitCode | null;
      readonly in: Days;
      readonly how: "status" | "day";
    }
  | { readonly kind: "split"; readonly unit: UnitCode; readonly into: UnitCode }
  | { readonly kind: "re-establish"; readonly unit: UnitCode }
  | { readonly kind: "wrong unit"; readonly unit: UnitCode; readonly how: "parent" | "circle" | "name" }
  | { readonly kind: "correct unit"; readonly unit: UnitCode }
  // operators
  | { readonly kind: "order"; readonly order: "hold" | "reopen" | "purge"; readonly subject: string }
  | { readonly kind: "purge what is over"; readonly id: string }
  | { readonly kind: "quota"; readonly subject: string; readonly bytes: number }
  | { readonly kind: "delegate"; readonly unit: UnitCode; readonly id: string }
  | { readonly kind: "end order"; readonly nth: number }
  | { readonly kind: "answer"; readonly nth: number; readonly how: "keep" | "propose" }
  | { readonly kind: "collect"; readonly unit: UnitCode }
  // others
  | { readonly kind: "by hand"; readonly nth: number; readonly how: ByHand }
  | { readonly kind: "sign in"; readonly id: string }
  | { readonly kind: "clock jumps back"; readonly hours: number };

export const WRONG_PERSON = ["letters", "unit", "two posts", "no post", "phone"] as const;
export type WrongPerson = (typeof WRONG_PERSON)[number];

export const BY_HAND = [
  "retitle",
  "unlock",
  "lock",
  "make active",
  "leave group",
  "join group",
  "empty group",
  "change mail",
  "remove",
  "rename",
  "drop holder",
  "new quota",
] as const;
export type ByHand = (typeof BY_HAND)[number];

export interface WalkStep {
  /** Since the step before. */
  readonly hours: number;
  readonly event: WalkEvent;
  /** Nobody is there to release what the gate holds; the next step's operator finds it. */
  readonly isOperatorAway: boolean;
}

const id = fc.constantFrom(...PERSON_IDS);
const unit = fc.constantFrom(...UNIT_CODES);
const name = fc.constantFrom(...NAMES);
const days = fc.constantFrom(0, 0, 0, 1, 3, 40, -1, -20);
const nth = fc.nat(60);
const subject = fc.constantFrom(...PERSON_IDS, ...UNIT_CODES.map((code) => `agency:${code}`));

const of = <Kind extends WalkEvent["kind"]>(kind: Kind) => ({ kind: fc.constant(kind) });

const EVENTS: readonly { readonly weight: number; readonly arbitrary: fc.Arbitrary<WalkEvent> }[] = [
  {
    weight: 12,
    arbitrary: fc.record({
      ...of("hire"),
      id,
      name,
      born: fc.constantFrom(...BIRTH_DATES),
      unit,
      rank: fc.constantFrom(0, 0, 0, 1, 2),
      in: days,
    }),
  },
  {
    weight: 12,
    arbitrary: fc.record({ ...of("transfer"), id, unit, in: days, endsOld: fc.boolean() }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      ...of("second post"),
      id,
      unit,
      rank: fc.constantFrom(0, 2),
      as: fc.constantFrom("concurrent", "secondment"),
      in: days,
      days: fc.constantFrom(null, 1, 60),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      ...of("end post"),
      id,
      which: fc.constantFrom("other", "other", "primary"),
      in: days,
    }),
  },
  {
    weight: 12,
    arbitrary: fc.record({
      ...of("status"),
      id,
      status: fc.constantFrom("retired", "resigned", "dismissed", "deceased", "left_province"),
      in: days,
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      ...of("status"),
      id,
      status: fc.constantFrom("duty_suspended", "long_leave"),
      in: days,
    }),
  },
  {
    weight: 18,
    arbitrary: fc.record({ ...of("status"), id, status: fc.constant("working" as const), in: days }),
  },
  { weight: 6, arbitrary: fc.record({ ...of("rename"), id, name }) },
  {
    weight: 2,
    arbitrary: fc.record({
      ...of("another person"),
      id,
      name,
      born: fc.constantFrom("1999-09-09", "2001-01-01"),
    }),
  },
  { weight: 2, arbitrary: fc.record({ ...of("drop row"), id }) },
  { weight: 6, arbitrary: fc.record({ ...of("row is back"), id }) },
  {
    weight: 3,
    arbitrary: fc.record({ ...of("wrong person"), id, how: fc.constantFrom(...WRONG_PERSON) }),
  },
  { weight: 8, arbitrary: fc.record({ ...of("correct person"), id }) },
  { weight: 8, arbitrary: fc.record({ ...of("head"), unit, id: fc.option(id, { freq: 8, nil: null }) }) },
  { weight: 4, arbitrary: fc.record({ ...of("rename unit"), unit }) },
  { weight: 2, arbitrary: fc.record({ ...of("move unit"), unit, below: fc.option(unit, { nil: null }) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      ...of("dissolve"),
      unit,
      into: fc.option(unit, { freq: 4, nil: null }),
      in: days,
      how: fc.constantFrom("status", "day"),
    }),
  },
  { weight: 2, arbitrary: fc.record({ ...of("split"), unit, into: unit }) },
  { weight: 14, arbitrary: fc.record({ ...of("re-establish"), unit }) },
  {
    weight: 1,
    arbitrary: fc.record({ ...of("wrong unit"), unit, how: fc.constantFrom("parent", "circle", "name") }),
  },
  { weight: 8, arbitrary: fc.record({ ...of("correct unit"), unit }) },
  {
    weight: 5,
    arbitrary: fc.record({ ...of("order"), order: fc.constantFrom("hold", "reopen", "reopen"), subject }),
  },
  { weight: 1, arbitrary: fc.record({ ...of("order"), order: fc.constant("purge" as const), subject }) },
  { weight: 4, arbitrary: fc.record({ ...of("purge what is over"), id }) },
  { weight: 2, arbitrary: fc.record({ ...of("quota"), subject, bytes: fc.constantFrom(1_000, 5_000_000) }) },
  { weight: 4, arbitrary: fc.record({ ...of("delegate"), unit, id }) },
  { weight: 6, arbitrary: fc.record({ ...of("end order"), nth }) },
  {
    weight: 10,
    arbitrary: fc.record({ ...of("answer"), nth, how: fc.constantFrom("keep", "propose", "propose") }),
  },
  { weight: 4, arbitrary: fc.record({ ...of("collect"), unit }) },
  { weight: 8, arbitrary: fc.record({ ...of("by hand"), nth, how: fc.constantFrom(...BY_HAND) }) },
  { weight: 6, arbitrary: fc.record({ ...of("sign in"), id }) },
  { weight: 1, arbitrary: fc.record({ ...of("clock jumps back"), hours: fc.constantFrom(1, 30) }) },
];

const anyStep: fc.Arbitrary<WalkStep> = fc.record({
  hours: fc.constantFrom(1, 5, 17, 24, 24 * 3, 24 * 10, 24 * 10, 24 * 31),
  event: fc.oneof(...EVENTS),
  isOperatorAway: fc.constantFrom(false, false, false, false, false, false, true),
});

/** The same step, but all that HR reports with it is still to come. */
const announced = (step: WalkStep): WalkStep => ({
  hours: 1,
  event: "in" in step.event ? { ...step.event, in: 40 } : step.event,
  isOperatorAway: false,
});

/**
 * Parameters for `fc.assert` that take so many walks of exactly `length` steps; one that fails is shrunk to a shorter
 * one by leaving steps out, which the generator of the property must allow: `stepsUpTo(length)`.
 *
 * @param ahead of how many steps at the end HR's dates are still to come when the walk is over
 */
export function longWalks(count: number, length: number, seed: number, ahead = 0) {
  const long = fc.array(anyStep, { minLength: length, maxLength: length });
  const examples = fc
    .sample(long, { numRuns: count, seed })
    .map((steps): [WalkStep[]] => [
      steps.map((step, index) => (index < length - ahead ? step : announced(step))),
    ]);
  return { examples, numRuns: count, seed };
}

export const stepsUpTo = (length: number): fc.Arbitrary<WalkStep[]> =>
  fc.array(anyStep, { maxLength: length, size: "max" });
