/** Personal addresses: who keeps theirs, who gets which, and what a person must decide. */
import { FINDING_CODES, type Finding, type FindingCode, type Params } from "../model/finding.ts";
import type { AddressBook } from "./address-book.ts";
import { type Availability, openAvailability } from "./availability.ts";
import { asCandidate, earlierRows, isStillRight } from "./kept-address.ts";
import type { NamedUnits } from "./name-units.ts";
import { type NamedPerson, type NamingPerson, REQUESTED, UNDECIDED } from "./naming-input.ts";
import { type Candidate, chooseAddress, proposeAddresses } from "./person-candidates.ts";
import { applicantOf, nameFindings, openCases, type PersonCase } from "./person-case.ts";
import type { Profile } from "./profile.ts";

interface Outcome {
  readonly address: Candidate | null;
  readonly finding: Finding | null;
  readonly notes: readonly Finding[];
  /** Clause of what stands in the way, when there is no address. */
  readonly clause: string;
}

export interface NamedPeople {
  readonly byId: ReadonlyMap<string, NamedPerson>;
  readonly cases: ReadonlyMap<string, PersonCase>;
  /** As it is when everybody is served. */
  readonly available: Availability;
}

/**
 * Names all people of a batch and claims the names in the book, in this order whatever the order of the input:
 * those whose address is still right keep it; then requested addresses; then everybody else by rank, time of
 * registration and id. A live address is never taken away (domain.md, ambiguity 13).
 */
export function namePeople(
  profile: Profile,
  people: readonly NamingPerson[],
  units: NamedUnits,
  book: AddressBook,
): NamedPeople {
  const available = openAvailability(profile, units, book);
  const cases = openCases(profile, people, units, book, available.unitNames);
  const outcomes = new Map<string, Outcome>();
  const incumbents = new Map<string, PersonCase>();
  const settle = (it: PersonCase, outcome: Outcome) => {
    outcomes.set(it.person.id, outcome);
    if (outcome.address !== null) book.claim(outcome.address.localPart, it.owner);
  };

  for (const it of cases) {
    const kept = keeps(profile, it);
    if (kept === null) continue;
    settle(it, { address: kept, finding: null, notes: nameFindings(it), clause: kept.clause });
    incumbents.set(kept.localPart, it);
  }
  const rest = cases.filter(({ person }) => !outcomes.has(person.id));
  for (const it of rest) {
    if (it.request !== null) settle(it, grantRequest(profile, it, it.request, available));
  }
  for (const it of rest) {
    if (it.request === null) settle(it, allocate(profile, it, available, incumbents));
  }

  const byId = new Map(
    cases.map((it): [string, NamedPerson] => {
      const { address, finding, notes, clause } = outcomes.get(it.person.id) as Outcome;
      const applicant = applicantOf(it);
      return [
        it.person.id,
        {
          id: it.person.id,
          localPart: address?.localPart ?? null,
          form: address?.form ?? UNDECIDED,
          clause,
          finding,
          notes,
          proposals:
            finding === null || applicant === null ? [] : proposeAddresses(profile, applicant, available),
          parsed: it.name.parsed,
        },
      ];
    }),
  );
  return { byId, cases: new Map(cases.map((it) => [it.person.id, it])), available };
}

/** The live address that stays: the requested one, or without a request one that is still right. */
function keeps(profile: Profile, it: PersonCase): Candidate | null {
  const live = it.rows.filter(({ role }) => role === "primary");
  const kept =
    it.request === null
      ? live.find((row) => isStillRight(profile, row, it.agency))
      : live.find(({ localPart }) => localPart === it.request);
  return kept === undefined ? null : asCandidate(profile, kept);
}

function grantRequest(profile: Profile, it: PersonCase, request: string, available: Availability): Outcome {
  const clause = profile.people.requestedClause;
  const refuse = (code: FindingCode, params: Params) =>
    refused(profile, it, { code, owner: it.owner, params }, clause);
  const { verdict, holder } = available.judge(request, it.owner);
  if (verdict === "invalid")
    return refuse("BAD_LOCAL_PART", { localPart: request.slice(0, 80).toWellFormed() });
  if (verdict === "reserved" || verdict === "unit-name") return refuse("RESERVED", { localPart: request });
  if (holder !== null && holder !== it.owner)
    return refuse("LOCAL_PART_TAKEN", { localPart: request, holder });
  const [rejected] = nameFindings(it).filter(({ code }) => FINDING_CODES[code] === "rejected");
  if (rejected !== undefined) return refused(profile, it, rejected, clause);
  const address = { localPart: request, form: REQUESTED, clause };
  return { address, finding: null, notes: nameFindings(it), clause };
}

/** By the profile's forms; an earlier address of the person's own that is right comes first. */
function allocate(
  profile: Profile,
  it: PersonCase,
  available: Availability,
  incumbents: ReadonlyMap<string, PersonCase>,
): Outcome {
  const { otherwise } = profile.people;
  const blocking = nameFindings(it).find(({ code }) => FINDING_CODES[code] !== "note") ?? it.extensionFinding;
  const unknownUnit = it.agency.localPart === null && it.agency.code === "UNKNOWN_UNIT" ? it.agency : null;
  const applicant = applicantOf(it);
  if (blocking !== null || applicant === null) {
    return refused(profile, it, blocking ?? { code: "EMPTY", owner: it.owner, params: {} }, otherwise.clause);
  }
  if (unknownUnit !== null) {
    return refused(
      profile,
      it,
      { code: unknownUnit.code, owner: it.owner, params: unknownUnit.params },
      otherwise.clause,
    );
  }
  const own = ownEarlier(profile, it);
  if (own !== null) return { address: own, finding: null, notes: nameFindings(it), clause: own.clause };

  const choice = chooseAddress(profile, applicant, available);
  if (choice.chosen === null) {
    return refused(profile, it, { code: choice.code, owner: it.owner, params: choice.params }, choice.clause);
  }
  const conflict = priorityConflict(it, choice.first, choice.chosen.localPart, incumbents);
  const notes = conflict === null ? nameFindings(it) : [conflict, ...nameFindings(it)];
  return { address: choice.chosen, finding: null, notes, clause: choice.chosen.clause };
}

/** An alias, reservation or tombstone that is right again: a returning owner gets their own back. */
function ownEarlier(profile: Profile, it: PersonCase): Candidate | null {
  const [row] = earlierRows(profile, it);
  return row === undefined ? null : asCandidate(profile, row);
}

/** No new address: a live one stays and the finding is a note; otherwise the finding blocks. */
function refused(profile: Profile, it: PersonCase, finding: Finding, clause: string): Outcome {
  const others = nameFindings(it).filter(({ code }) => code !== finding.code);
  if (it.live === null) return { address: null, finding, notes: others, clause };
  const address = asCandidate(profile, it.live);
  return { address, finding: null, notes: [finding, ...others], clause: address.clause };
}

/** A leader who comes after a live holder of lower rank gets the next form, and a person decides. */
function priorityConflict(
  it: PersonCase,
  first: string,
  given: string,
  incumbents: ReadonlyMap<string, PersonCase>,
): Finding | null {
  const incumbent = first === given ? undefined : incumbents.get(first);
  if (incumbent === undefined || !(it.rank < incumbent.rank)) return null;
  return {
    code: "PRIORITY_CONFLICT",
    owner: it.owner,
    params: { localPart: first, holder: incumbent.owner, given },
  };
}
