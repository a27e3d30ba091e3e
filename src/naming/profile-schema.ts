/** The shape of a profile: one province's regulation as strict data (design.md §2). */
import { z } from "zod";
import { UNIT_KINDS } from "../model/feed.ts";
import { FINDING_CODES, type FindingCode } from "../model/finding.ts";
import { DOMAIN_LIMIT, isLocalPart } from "./local-part.ts";
import { PERSON_PARTS, parseTemplate, type Template, UNIT_PARTS } from "./template.ts";

const text = z.string().trim().min(1).max(2000);
const id = z.string().regex(/^[a-z][a-z0-9-]*$/, "lower-case letters, digits and hyphens");
/** `Đ.3.1.a` = điều 3, khoản 1, điểm a; another numbering such as `II.2` is copied as printed. */
const clause = z.string().regex(/^\S{1,40}$/, "a clause such as Đ.3.1.a, without spaces");
const both = z.strictObject({ vi: text, en: text });
const localPart = z.string().refine(isLocalPart, "not a local part: a–z, 0–9 and inner dots, at most 64");
const domain = z
  .string()
  .max(DOMAIN_LIMIT)
  .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/, "a lower-case domain name");
const kind = z.enum(UNIT_KINDS);
const findingCode = z.enum(Object.keys(FINDING_CODES) as [FindingCode, ...FindingCode[]]);

function template<const Parts extends readonly string[]>(parts: Parts) {
  return z.string().transform((source, context): Template<Parts[number]> => {
    const parsed = parseTemplate(source, parts);
    if (!("problem" in parsed)) return parsed;
    context.addIssue({ code: "custom", message: parsed.problem });
    return z.NEVER;
  });
}

/** A word at the start of a unit's name that tells what it is; `kinds` supply it where the name leaves it out. */
const unitType = z.strictObject({
  word: text,
  also: z.array(text).default([]),
  kind: kind.optional(),
  /** A governing body such as UBND before this word is not part of the name. */
  territory: z.boolean().default(false),
});

/** The first form whose conditions all hold names the unit; no condition means any. */
const unitForm = z.strictObject({
  form: id,
  types: z.array(text).optional(),
  kinds: z.array(kind).optional(),
  child: z.boolean().optional(),
  typed: z.boolean().optional(),
  numbered: z.boolean().optional(),
  template: template(UNIT_PARTS),
  clause,
});

const units = z.strictObject({
  governingBodies: z.array(text),
  province: z.array(text),
  droppedWords: z.array(text),
  belongsTo: z.array(text),
  acronyms: z.array(text),
  types: z.array(unitType).min(1),
  forms: z.array(unitForm),
  overrides: z.array(z.strictObject({ unit: text, localPart, clause })).default([]),
  /** The clause under which the feed's own mailbox name wins over the rule. */
  mailboxNameClause: clause,
});

const personForm = z.strictObject({
  form: id,
  template: template(PERSON_PARTS),
  numberFrom: z.int().min(0).optional(),
  clause,
});

const people = z.strictObject({
  /** Whose mailbox name follows the dot: the unit at the top of the tree, or the nearest that is no division. */
  agency: z.enum(["root", "nearest"]),
  /** A transfer to another agency: the account goes along, or is cancelled and the new agency asks for one. */
  transfer: z.enum(["follow", "cancel"]).default("follow"),
  forms: z.array(personForm),
  /** What a person must decide when no form is left (or none exists). */
  otherwise: z.strictObject({ code: z.enum(["NEEDS_DECISION", "NEEDS_EXTENSION", "NO_RULE"]), clause }),
  requestedClause: clause,
  extension: z.strictObject({ maxLength: z.int().min(1).max(32), clause }).optional(),
  /** Further forms to propose where a person decides. */
  proposals: z.array(template(PERSON_PARTS)).default([]),
});

const password = z.strictObject({
  /** Null where the text gives no figure. Shorter than any hash, of which the server counts the characters too. */
  minLength: z.int().min(1).max(40).nullable().default(null),
  /** How many of lower, upper, digit, special; null where the text gives no figure. */
  classes: z.int().min(1).max(4).nullable().default(null),
  maxAgeMonths: z.int().min(1).nullable().default(null),
  /** How many earlier passwords may not come back; null where the text gives no figure. */
  history: z.int().min(0).max(24).nullable().default(null),
  changeAtFirstLogin: z.boolean(),
});

/** Figures of the regulation; what it does not say is left out and null. */
const limits = z.strictObject({
  quotaBytes: z.int().positive().nullable().default(null),
  attachmentBytes: z.int().positive().nullable().default(null),
  password: z
    .strictObject({ user: password, admin: password.nullable().default(null) })
    .nullable()
    .default(null),
  inactivity: z
    .strictObject({
      months: z.int().positive(),
      action: z.enum(["suspend", "revoke"]),
      /** Whether the term goes on while somebody is suspended from duty or on long leave. */
      duringLeave: z.enum(["runs", "stops"]).default("stops"),
    })
    .nullable()
    .default(null),
  deadlines: z
    .array(
      z.strictObject({
        request: z.enum(["any", "create_or_change", "password_reset", "terminate"]),
        workingDays: z.int().positive(),
        clause,
      }),
    )
    .default([]),
  reports: z
    .array(z.strictObject({ every: z.enum(["month", "quarter", "half_year", "year"]), clause }))
    .default([]),
});

/** Which clause a change of each kind rests on; every kind of change needs one. */
const clauses = z.strictObject({
  create: clause,
  createUnit: clause,
  modify: clause,
  rename: clause,
  transfer: clause,
  suspend: clause,
  disable: clause,
  dissolve: clause,
  inactivity: clause,
  restore: clause,
  group: clause,
  head: clause,
  quota: clause,
  password: clause,
  decision: clause,
});

/** One worked example: a unit (below `parent`, beside `beside`) or a person (of `agency`) and what comes out. */
const example = z
  .strictObject({
    unit: text.optional(),
    kind: kind.optional(),
    parent: text.optional(),
    beside: z.array(text).default([]),
    person: text.optional(),
    agency: text.optional(),
    extension: text.optional(),
    localPart: text.optional(),
    taken: z.array(text).default([]),
    address: localPart.optional(),
    finding: findingCode.optional(),
    source: z.enum(["regulation", "reading", "practice"]),
    clause,
    note: text.optional(),
  })
  .refine(
    (it) => (it.unit === undefined) !== (it.person === undefined),
    "an example is of a unit or of a person",
  )
  .refine(
    (it) => it.address !== undefined || it.finding !== undefined,
    "an example needs address or finding",
  );

export const profileSchema = z
  .strictObject({
    id,
    title: both,
    decision: z.strictObject({
      number: text,
      date: z.iso.date(),
      effectiveFrom: z.iso.date().optional(),
      authority: text,
      title: text,
    }),
    domain,
    /** Where agencies' mailboxes live when not in `domain`. */
    agencyDomain: domain.optional(),
    /** Most dots in a local part, where the regulation says so. */
    maxDots: z.int().min(0).optional(),
    units,
    people,
    /** The mailbox that takes requests. */
    intake: z.strictObject({ localPart, clause }).optional(),
    reserved: z.strictObject({
      /** Never issued. */
      technical: z.array(localPart),
      /** Only as the explicit mailbox name of a unit. */
      roles: z.array(localPart),
      clause,
    }),
    aliasDays: z.int().min(0),
    /** Whether an account is created only on a decision with a number. */
    decisionNumberRequired: z.boolean().default(false),
    retention: z.strictObject({
      /** Days after which a disabled account gives up its mail addresses and is only retained. */
      retainedAfterDays: z.int().min(0),
      /** Months after which a disabled account is deleted; null: only an operator purges. */
      purgeAfterMonths: z.int().positive().nullable(),
    }),
    limits,
    clauses,
    /** How an open place of the text is read; one `question` number is the same question in every profile. */
    readings: z.array(z.strictObject({ clause, question: z.int().positive().optional(), ...both.shape })),
    examples: z.array(example).min(1),
  })
  .superRefine((profile, context) => {
    const add = (path: (string | number)[], message: string) =>
      context.addIssue({ code: "custom", path, message });
    const words = new Set(profile.units.types.map(({ word }) => word));
    repeated(profile.units.types.map(({ word }) => word)).forEach((index) => {
      add(["units", "types", index, "word"], "this type word stands twice");
    });
    for (const group of ["units", "people"] as const) {
      repeated(profile[group].forms.map(({ form }) => form)).forEach((index) => {
        add([group, "forms", index, "form"], "this form stands twice");
      });
    }
    profile.units.forms.forEach((form, index) => {
      form.types?.forEach((word, at) => {
        if (!words.has(word)) add(["units", "forms", index, "types", at], `"${word}" is not in units.types`);
      });
    });
    profile.people.forms.forEach((form, index) => {
      const path = ["people", "forms", index];
      if (form.template.parts.has("number") !== (form.numberFrom !== undefined)) {
        add(path, "{number} and numberFrom belong together");
      }
      if (form.template.parts.has("extension") && profile.people.extension === undefined) {
        add(path, "{extension} needs people.extension");
      }
      if (form.template.parts.has("agency") && !form.template.source.endsWith(".{agency}")) {
        add([...path, "template"], "{agency} stands last, after a dot");
      }
    });
    profile.people.proposals.forEach((form, index) => {
      if (form.parts.has("number") || form.parts.has("extension")) {
        add(["people", "proposals", index], "a proposal has no {number} and no {extension}");
      }
    });
  });

function repeated(values: readonly string[]): number[] {
  return values.flatMap((value, index) => (values.indexOf(value) < index ? [index] : []));
}

export type ProfileData = z.infer<typeof profileSchema>;
export type UnitForm = ProfileData["units"]["forms"][number];
export type UnitType = ProfileData["units"]["types"][number];
export type PersonForm = ProfileData["people"]["forms"][number];
