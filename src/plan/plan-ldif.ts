/** A plan as LDIF, piece by piece: the entries of a first load, or the changes of any other plan. */
import type { Item, Plan } from "../model/change.ts";
import { type Attributes, dnKey } from "../model/entry.ts";
import { splitOwner } from "../model/owner.ts";
import { withoutSecret } from "../model/secret-values.ts";
import { changeRecord, contentRecord, LDIF_VERSION } from "./ldif.ts";

/** Characters a piece is to have: few enough to wait for a slow reader, enough that a write is worth its while. */
const PIECE = 64 * 1024;

const AS_ENTRIES = "a first load: entries for slapadd(8) into the base tree, or for ldapadd(1)";
const AS_CHANGES = "changes for ldapmodify(1); slapadd(8) takes a first load only";

/**
 * Entries, with their members, where the plan only creates; else its writes in their order. Every password in either
 * is an unusable one. A policy of the base tree that a first load changes besides is left out: it stands there
 * already, and the next run changes it. Entries come without a version line, which slapadd takes for an entry.
 * @returns the text in pieces, the last with its line end
 */
export function* planLdif(plan: Plan): Generator<string> {
  const load = firstLoad(plan);
  let piece = load === null ? LDIF_VERSION : "";
  let separator = load === null ? "\n\n" : "";
  for (const record of load === null ? changes(plan) : entries(load)) {
    piece += separator + record;
    separator = "\n\n";
    if (piece.length < PIECE) continue;
    yield piece;
    piece = "";
  }
  yield `${piece}\n`;
}

function* changes({ items }: Plan): Generator<string> {
  let head = [AS_CHANGES];
  for (const item of items) {
    let remarks = [...head, why(item)];
    for (const operation of item.operations) {
      yield changeRecord(remarks, withoutSecret(operation));
      remarks = [];
      head = [];
    }
  }
}

interface FirstLoad {
  /** Those that create, in their order: parents first. */
  readonly items: readonly Item[];
  /** Key of a DN → attribute → values that other items add there. */
  readonly joining: ReadonlyMap<string, Map<string, string[]>>;
  /** DNs of policies that stand there already. */
  readonly leftOut: readonly string[];
}

/** Null: there is something in the plan that no entry of its own can hold. */
function firstLoad({ items }: Plan): FirstLoad | null {
  const created: Item[] = [];
  const joining = new Map<string, Map<string, string[]>>();
  const leftOut: string[] = [];
  for (const item of items) {
    if (isPolicyTakenOver(item)) {
      leftOut.push(item.dn);
      continue;
    }
    if (item.kind !== "create" || item.dnBefore !== null) return null;
    created.push(item);
    for (const operation of item.operations) {
      if (operation.op === "add") joining.set(dnKey(operation.dn), new Map());
      else if (operation.op !== "modify") return null;
      else {
        const into = joining.get(dnKey(operation.dn));
        if (into === undefined || operation.changes.some(({ type }) => type !== "add")) return null;
        for (const { attribute, values } of operation.changes) {
          const known = into.get(attribute);
          if (known === undefined) into.set(attribute, [...values]);
          else known.push(...values);
        }
      }
    }
  }
  return created.length === 0 ? null : { items: created, joining, leftOut };
}

/** What the base tree holds from the first moment on, and danhba makes its own. */
const isPolicyTakenOver = ({ owner, before }: Item): boolean =>
  splitOwner(owner).kind === "policy" && before.danhbaId?.length === 0;

function* entries({ items, joining, leftOut }: FirstLoad): Generator<string> {
  let head = [AS_ENTRIES, ...leftOut.map((dn) => `not here, since it stands there already: ${dn}`)];
  for (const item of items) {
    for (const operation of item.operations.map(withoutSecret)) {
      if (operation.op !== "add") continue;
      const { dn } = operation;
      const attributes = withMore(operation.attributes, joining.get(dnKey(dn)) ?? new Map());
      yield contentRecord({ dn, attributes, remarks: [...head, why(item)] });
      head = [];
    }
  }
}

function withMore(attributes: Attributes, more: ReadonlyMap<string, readonly string[]>): Attributes {
  if (more.size === 0) return attributes;
  const added = [...more].map(([name, values]) => [name, [...(attributes[name] ?? []), ...values]]);
  return { ...attributes, ...Object.fromEntries(added) };
}

const why = ({ owner, kind, reason }: Item): string => `${owner} ${kind} ${reason.code} ${reason.clause}`;
