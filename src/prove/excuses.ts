/** What explains a difference: what a run told, held, left, could not do, or could not know yet. */
import { FINDING_CODES, type Finding, type FindingCode } from "../model/finding.ts";
import { type Owner, personOwner, splitOwner, unitOwner } from "../model/owner.ts";
import type { What } from "./proof-input.ts";

export interface ExcuseInput {
  readonly isPerAgency: boolean;
  readonly findings: readonly Finding[];
  /** Owners of items that were held, refused, or left because they only undo what somebody did by hand. */
  readonly notDone: Iterable<string>;
  /** Owners that are frozen, or of whom feed or orders have changed since the plan was made. */
  readonly overtaken: Iterable<string>;
  /** Owners about whose name a person has decided. */
  readonly decided: Iterable<string>;
}

/** Only a name, or the want of an address, is explained by what is wrong with a name. */
const OF_NAMES: ReadonlySet<FindingCode> = new Set<FindingCode>([
  "EMPTY",
  "BAD_CHAR",
  "ENCODING_SUSPECT",
  "TOO_LONG",
  "ONE_WORD",
  "NAMESAKE_MARK",
  "TITLE_IN_NAME",
  "POSITION_IN_NAME",
  "PARENTHESIS",
  "LOST_APOSTROPHE",
  "HIDDEN_SPACE",
  "LAST_WORD_MIDDLE",
  "NAME_PARTS_DIFFER",
]);
const WITHOUT_NAME: ReadonlySet<What> = new Set<What>(["missing", "name"]);

/**
 * Whether one of a difference's owners explains it. A finding that only notes something explains nothing, but for
 * an absence from the feed; one about a cell of a person explains only what the check does not look at.
 */
export function excuses(input: ExcuseInput): (owners: readonly Owner[], what: What) => boolean {
  const all = new Set<string>([...input.notDone, ...input.overtaken]);
  const names = new Set<string>(input.decided);
  for (const { code, owner, params } of input.findings) {
    const isOfCell = code === "BAD_VALUE" && params.column !== "code";
    if (isOfCell || (FINDING_CODES[code] === "note" && code !== "ABSENT_FROM_FEED")) continue;
    (OF_NAMES.has(code) ? names : all).add(owner);
  }
  const isAmong = (known: ReadonlySet<string>, owner: Owner): boolean =>
    aliasesOf(owner, input.isPerAgency).some((one) => known.has(one));
  // Where an account is an agency's, what is told of one of a person's accounts is told of the person.
  const widened = input.isPerAgency ? widen(all) : all;
  return (owners, what) =>
    owners.some((owner) => isAmong(widened, owner) || (WITHOUT_NAME.has(what) && isAmong(names, owner)));
}

/** The owner itself, the person behind it, and the unit behind a mailbox or group. */
function aliasesOf(owner: Owner, isPerAgency: boolean): readonly Owner[] {
  const { kind, id } = splitOwner(owner);
  if (kind === "agency") return [owner, unitOwner(id)];
  if (kind === "group") {
    const unit = /^(?:unit|subtree)-(.+)$/.exec(id)?.[1];
    return unit === undefined ? [owner] : [owner, unitOwner(unit)];
  }
  const at = id.lastIndexOf("@");
  return kind === "person" && isPerAgency && at >= 0 ? [owner, personOwner(id.slice(0, at))] : [owner];
}

function widen(owners: ReadonlySet<string>): Set<string> {
  const people = [...owners].flatMap((owner) => {
    const at = owner.lastIndexOf("@");
    return owner.startsWith("person:") && at >= 0 ? [owner.slice(0, at)] : [];
  });
  return new Set([...owners, ...people]);
}
