/** The documents of `danhba name`: a batch in, addresses out (design.md §6; field names are a contract). */
import { z } from "zod";
import type { LedgerAddress } from "../model/address.ts";
import { UNIT_KINDS } from "../model/feed.ts";
import type { Finding, FindingCode } from "../model/finding.ts";
import { agencyOwner, type Owner, personOwner } from "../model/owner.ts";
import { type NamingBatch, nameBatch } from "./name-batch.ts";
import type { Profile } from "./profile.ts";
import { pathText } from "./yaml-text.ts";

const key = z.string().min(1).max(200);
const optional = z.string().nullish();
const instant = z.union([z.iso.date(), z.iso.datetime({ offset: true, local: true })], {
  error: "not a day (2024-05-31) or a time (2024-05-31T08:00:00+07:00; without a zone it is Vietnam's)",
});

const batchSchema = z.strictObject({
  units: z
    .array(
      z.strictObject({
        code: key,
        name: z.string(),
        kind: z.enum(UNIT_KINDS).nullish(),
        parent: optional,
        mailboxName: optional,
      }),
    )
    .default([]),
  people: z
    .array(
      z.strictObject({
        id: key,
        fullName: z.string(),
        familyMiddleName: optional,
        givenName: optional,
        unit: optional,
        leaderRank: z.int().min(0).nullish(),
        registeredAt: instant.nullish(),
        extension: optional,
        localPart: optional,
      }),
    )
    .default([]),
  taken: z.array(z.strictObject({ localPart: z.string().min(1), owner: z.string() })).default([]),
});

type BatchDocument = z.infer<typeof batchSchema>;

interface DocumentProblem {
  /** As `people[3].fullName`; empty for the whole document. */
  readonly path: string;
  readonly message: string;
}

interface FindingText {
  readonly code: FindingCode;
  readonly owner: Owner;
  readonly message: string;
}

export interface NameDocument {
  readonly profile: string;
  readonly units: readonly {
    readonly code: string;
    readonly address: string | null;
    readonly form: string;
    readonly clause: string;
    readonly finding: FindingText | null;
  }[];
  readonly people: readonly {
    readonly id: string;
    readonly address: string | null;
    readonly form: string;
    readonly clause: string;
    readonly finding: FindingText | null;
    /** Full addresses. */
    readonly proposals: readonly string[];
    readonly parsed: {
      readonly display: string;
      readonly romanised: string;
      readonly given: string;
      readonly initials: string;
    } | null;
  }[];
}

export type BatchResult = { readonly batch: NamingBatch } | { readonly problems: readonly DocumentProblem[] };

/**
 * Checks a batch document (parsed JSON). Unknown keys, wrong types, ids that stand twice and a local part taken by
 * two owners are problems with their path; names are not judged here.
 */
export function readBatchDocument(json: unknown): BatchResult {
  const checked = batchSchema.safeParse(json);
  if (!checked.success) {
    return {
      problems: checked.error.issues.flatMap((issue) =>
        issue.code === "unrecognized_keys"
          ? issue.keys.map((name) => ({ path: pathText([...issue.path, name]), message: "unknown key" }))
          : [{ path: pathText(issue.path), message: issue.message }],
      ),
    };
  }
  const { units, people, taken } = checked.data;
  const owners = ownersOf(checked.data);
  const problems = [
    ...twice(units.map(({ code }) => code)).map((at) => ({
      path: `units[${at}].code`,
      message: "this code stands twice",
    })),
    ...twice(people.map(({ id }) => id)).map((at) => ({
      path: `people[${at}].id`,
      message: "this id stands twice",
    })),
  ];
  const ledger = new Map<string, LedgerAddress>();
  taken.forEach((entry, index) => {
    const localPart = entry.localPart.trim().toLowerCase();
    const owner = owners.get(entry.owner) ?? personOwner(entry.owner);
    const known = ledger.get(localPart);
    if (known !== undefined && known.owner !== owner) {
      problems.push({ path: `taken[${index}].localPart`, message: "this local part is taken by two owners" });
    }
    ledger.set(localPart, { localPart, owner, role: "primary", form: "", clause: "", aliasUntil: null });
  });
  return problems.length > 0 ? { problems } : { batch: { units, people, ledger: [...ledger.values()] } };
}

/**
 * Names the batch.
 * @param render the text of a finding in the reader's language
 */
export function nameDocument(
  profile: Profile,
  batch: NamingBatch,
  render: (finding: Finding) => string,
): NameDocument {
  const named = nameBatch(profile, batch);
  const textOf = (finding: Finding | null | undefined): FindingText | null =>
    finding ? { code: finding.code, owner: finding.owner, message: render(finding) } : null;
  const unitDomain = profile.agencyDomain ?? profile.domain;
  return {
    profile: profile.id,
    units: named.units.map(({ code, localPart, form, clause, finding }) => ({
      code,
      address: localPart === null ? null : `${localPart}@${unitDomain}`,
      form,
      clause,
      finding: textOf(finding),
    })),
    people: named.people.map(({ id, localPart, form, clause, finding, notes, proposals, parsed }) => ({
      id,
      address: localPart === null ? null : `${localPart}@${profile.domain}`,
      form,
      clause,
      finding: textOf(finding ?? notes[0]),
      proposals: proposals.map((proposal) => `${proposal}@${profile.domain}`),
      parsed:
        parsed === null
          ? null
          : {
              display: parsed.display,
              romanised: parsed.romanised,
              given: parsed.given,
              initials: parsed.initials,
            },
    })),
  };
}

/** `person:ID`, `agency:CODE` and, where it can only mean one, a bare id or code of the batch. */
function ownersOf({ units, people }: BatchDocument): ReadonlyMap<string, Owner> {
  const owners = new Map<string, Owner>();
  for (const { code } of units) owners.set(code, agencyOwner(code));
  // A bare text that is both an id and a code means the person; `agency:CODE` says the other.
  for (const { id } of people) owners.set(id, personOwner(id));
  for (const { code } of units) owners.set(agencyOwner(code), agencyOwner(code));
  for (const { id } of people) owners.set(personOwner(id), personOwner(id));
  return owners;
}

function twice(keys: readonly string[]): number[] {
  const seen = new Set<string>();
  return keys.flatMap((it, index) => {
    if (seen.has(it)) return [index];
    seen.add(it);
    return [];
  });
}
