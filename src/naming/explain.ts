/** How a person or an agency comes by a mailbox name: every name that was considered, in order, and what became of it. */
import type { LedgerAddress } from "../model/address.ts";
import type { Finding, FindingCode } from "../model/finding.ts";
import { agencyOwner, type Owner } from "../model/owner.ts";
import type { Verdict } from "./availability.ts";
import { asCandidate, earlierRows, isStillRight } from "./kept-address.ts";
import { type NamingBatch, type NamingRun, runNaming } from "./name-batch.ts";
import type { NamedUnits } from "./name-units.ts";
import { REQUESTED } from "./naming-input.ts";
import type { ParsedName } from "./parse-name.ts";
import { formCandidates } from "./person-candidates.ts";
import { applicantOf, type PersonCase } from "./person-case.ts";
import type { Profile } from "./profile.ts";
import { proposeUnitNames } from "./propose-unit-names.ts";
import type { Wish } from "./unit-wish.ts";

/**
 * Besides the verdicts on free and taken names: `issued` is the owner's live address; `outdated` one of theirs that
 * is no longer right, such as a former agency's suffix; `needs-…` a form for which something is missing.
 */
export type ExplainedVerdict =
  | Verdict
  | "issued"
  | "outdated"
  | "needs-agency"
  | "needs-extension"
  | "needs-parent";

export interface ExplainedCandidate {
  /** Null where something is missing to make one. */
  readonly localPart: string | null;
  readonly form: string;
  readonly clause: string;
  readonly verdict: ExplainedVerdict;
  /** Who has it or had it; null for nobody. */
  readonly holder: Owner | null;
  /** Whether this is the address that naming gives. */
  readonly isChosen: boolean;
}

export interface Explanation {
  readonly localPart: string | null;
  readonly form: string;
  readonly clause: string;
  /** Null for an agency, and for a name that cannot be read. */
  readonly parsed: ParsedName | null;
  /** Whose mailbox name stands behind the dot; null for an agency, and where it is not known. */
  readonly agency: { readonly code: string; readonly localPart: string } | null;
  /** What blocks first, then what is worth knowing. */
  readonly findings: readonly Finding[];
  readonly proposals: readonly string[];
  readonly candidates: readonly ExplainedCandidate[];
}

type Considered = Omit<ExplainedCandidate, "isChosen">;

/**
 * The person's candidates: what was requested, the live address, earlier ones, then the profile's forms with every
 * number tried. Judged as it stands when the whole batch is named, by the code that names it.
 * @returns null when nobody in the batch has this id
 */
export function explainPerson(profile: Profile, batch: NamingBatch, id: string): Explanation | null {
  const run = runNaming(profile, batch);
  const it = run.people.cases.get(id);
  const named = run.people.byId.get(id);
  if (it === undefined || named === undefined) return null;
  const { localPart, form, clause, finding, notes, proposals, parsed } = named;
  return {
    localPart,
    form,
    clause,
    parsed,
    agency: it.agency.localPart === null ? null : { code: it.agency.agency, localPart: it.agency.localPart },
    findings: finding === null ? notes : [finding, ...notes],
    proposals,
    candidates: choose(localPart, [
      ...requestOf(profile, it, run),
      ...ownRows(profile, it),
      ...byForms(profile, it, run),
    ]),
  };
}

/**
 * The agency's candidates: the feed's name, the override, the form of the profile, then what it has or had.
 * @returns null when no unit in the batch has this code
 */
export function explainUnit(profile: Profile, batch: NamingBatch, code: string): Explanation | null {
  const run = runNaming(profile, batch);
  const named = run.units.byCode.get(code);
  if (named === undefined) return null;
  const { localPart, form, clause, finding } = named;
  const owner = agencyOwner(code);
  // The first wish is the one that was decided on, so its refusal is the verdict.
  const wishes = run.units.wishesOf(code).map((wish, index): Considered => {
    const refusal = wish.refusal?.code ?? (index === 0 ? finding?.code : undefined);
    return { ...judgeWish(profile, wish, refusal, code, run), form: wish.form, clause: wish.clause };
  });
  const rows = run.book.rowsOf(owner).map(
    (row): Considered => ({
      localPart: row.localPart,
      form: row.form || form,
      clause: row.clause || clause,
      verdict: row.role === "primary" ? "issued" : "own",
      holder: owner,
    }),
  );
  // A live address is told as such even where it is also what the rule asks for.
  const live = rows.filter(({ verdict }) => verdict === "issued");
  const asked = wishes.map((wish) => live.find((row) => row.localPart === wish.localPart) ?? wish);
  return {
    localPart,
    form,
    clause,
    parsed: null,
    agency: null,
    findings: finding === null ? [] : [finding],
    proposals: proposeUnitNames(profile, run.units, run.book, code),
    candidates: choose(localPart, [...asked, ...rows]),
  };
}

function requestOf(profile: Profile, it: PersonCase, { people }: NamingRun): Considered[] {
  if (it.request === null || it.rows.some(({ localPart }) => localPart === it.request)) return [];
  const judgement = people.available.judge(it.request, it.owner);
  return [{ localPart: it.request, form: REQUESTED, clause: profile.people.requestedClause, ...judgement }];
}

/** A requested address of one's own comes first, then the live one, then what is right again, then the rest. */
function ownRows(profile: Profile, it: PersonCase): Considered[] {
  const earlier = earlierRows(profile, it);
  const verdictOf = (row: LedgerAddress): ExplainedVerdict => {
    const isRight =
      row.role === "primary"
        ? row.localPart === it.request || isStillRight(profile, row, it.agency)
        : row.localPart === it.request || earlier.includes(row);
    if (!isRight) return "outdated";
    return row.role === "primary" ? "issued" : "own";
  };
  const rest = it.rows.filter((row) => row.role !== "primary" && !earlier.includes(row));
  const rows = [...it.rows.filter(({ role }) => role === "primary"), ...earlier, ...rest];
  return rows
    .toSorted((a, b) => Number(b.localPart === it.request) - Number(a.localPart === it.request))
    .map((row) => {
      const isAsked = row.localPart === it.request && row.role !== "primary";
      const asked = isAsked ? { form: REQUESTED, clause: profile.people.requestedClause } : {};
      return { ...asCandidate(profile, row), ...asked, verdict: verdictOf(row), holder: it.owner };
    });
}

function byForms(profile: Profile, it: PersonCase, { people }: NamingRun): Considered[] {
  const applicant = applicantOf(it);
  if (applicant === null) return [];
  // From the first number on, not from the smallest that is left.
  const available = { ...people.available, nextNumber: new Map<string, number>() };
  return [...formCandidates(profile, applicant, available)].map((candidate): Considered => {
    const { form, clause } = candidate.form;
    if (candidate.localPart !== null) {
      return { localPart: candidate.localPart, form, clause, ...candidate.judgement };
    }
    return { localPart: null, form, clause, verdict: `needs-${candidate.needs}`, holder: null };
  });
}

const REFUSED: Readonly<Partial<Record<FindingCode, ExplainedVerdict>>> = {
  RESERVED: "reserved",
  UNIT_COLLISION: "unit-name",
  LOCAL_PART_TAKEN: "taken",
  PARENT_WITHOUT_ADDRESS: "needs-parent",
  UNKNOWN_PARENT: "needs-parent",
  UNIT_CYCLE: "needs-parent",
};

function judgeWish(
  profile: Profile,
  { localPart, isExplicit }: Wish,
  refusal: FindingCode | undefined,
  code: string,
  { book, units }: NamingRun,
): Pick<Considered, "localPart" | "verdict" | "holder"> {
  const owner = agencyOwner(code);
  const rival = localPart === null ? undefined : rivalOf(units, localPart, code);
  const holder = (localPart === null ? undefined : book.holderOf(localPart)) ?? rival ?? null;
  if (refusal !== undefined) {
    return {
      localPart,
      verdict: REFUSED[refusal] ?? "invalid",
      holder: holder === owner ? (rival ?? null) : holder,
    };
  }
  if (localPart === null) return { localPart, verdict: "invalid", holder: null };
  const { reserved } = profile;
  const isReserved = [...reserved.technical, ...(isExplicit ? [] : reserved.roles)].includes(localPart);
  if (isReserved) return { localPart, verdict: "reserved", holder };
  if (holder !== null && holder !== owner) {
    return { localPart, verdict: book.isNew(localPart) || holder === rival ? "unit-name" : "taken", holder };
  }
  return { localPart, verdict: holder === null || book.isNew(localPart) ? "free" : "own", holder };
}

/** Another unit that asks for the name. */
function rivalOf(units: NamedUnits, localPart: string, code: string): Owner | undefined {
  for (const [other, wish] of units.wishes) {
    if (other !== code && wish.localPart === localPart) return agencyOwner(other);
  }
  return undefined;
}

/** Each name once, where it comes first; at most one of them is chosen. */
function choose(chosen: string | null, considered: readonly Considered[]): readonly ExplainedCandidate[] {
  const seen = new Set<string>();
  return considered
    .filter(({ localPart }) => {
      if (localPart === null) return true;
      const isFirst = !seen.has(localPart);
      seen.add(localPart);
      return isFirst;
    })
    .map((it) => ({ ...it, isChosen: it.localPart !== null && it.localPart === chosen }));
}
