/** One record of the change log: what one item did to the directory, who and why, chained to the one before. */
import { canonicalText, sortedText, textHash } from "../model/canonical-hash.ts";
import type { ChangeKind, Item, Operation, Reason } from "../model/change.ts";
import type { Attributes } from "../model/entry.ts";
import type { Instant } from "../model/feed.ts";
import type { Owner } from "../model/owner.ts";
import { isSecret, SET } from "../model/secret-values.ts";

/** Who stands for a change, why and since when. */
export interface Actor {
  /** `service`: by itself; `operator`: released by a person's approval, or done on a person's order. */
  readonly kind: "service" | "operator";
  readonly name: string;
  /** What the operator gave as the reason; null for the service, and where a verb asks for none. */
  readonly reason: string | null;
  /** When the operator said so; null for the service. */
  readonly at: Instant | null;
}

/** The name under which the service itself stands in the log. */
export const SERVICE: Actor = { kind: "service", name: "danhba", reason: null, at: null };

export const operatorActor = (said: {
  readonly operator: string;
  readonly reason: string | null;
  readonly at: Instant | null;
}): Actor => ({ kind: "operator", name: said.operator, reason: said.reason, at: said.at });

/**
 * A change to the references of another entry, made together with the item; `userPassword`, removed `["set"]`: the
 * password of a mailbox that somebody lost was made unusable.
 */
export interface ReferenceRecord {
  readonly dn: string;
  /** `danhbaId` of the entry at `dn`; null for the item's own entry. */
  readonly holder: string | null;
  readonly attribute: string;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

export interface LogRecord {
  readonly formatVersion: 1;
  readonly realm: string;
  /** 1, 2, 3 … without a gap, per realm. */
  readonly seq: number;
  /** ISO 8601, UTC: when the outcome was known. */
  readonly at: string;
  readonly run: number;
  readonly actor: Actor;
  readonly owner: Owner;
  readonly kind: ChangeKind;
  readonly kinds: readonly ChangeKind[];
  readonly dn: string;
  readonly dnBefore: string | null;
  /** False when the directory refused a later operation of the item; only what was done is recorded. */
  readonly isComplete: boolean;
  readonly before: Attributes;
  readonly after: Attributes;
  readonly references: readonly ReferenceRecord[];
  readonly reason: Reason["code"];
  readonly params: Reason["params"];
  readonly clause: string;
  readonly decisionNo: string | null;
  /** Id of the newest delivery the plan rested on. */
  readonly delivery: string | null;
  /** Hash of the record before, 64 zeros for the first. */
  readonly prev: string;
}

export interface ChainedRecord {
  readonly record: LogRecord;
  /** Lower-case hex SHA-256 over the RFC 8785 form of `record`. */
  readonly hash: string;
}

/** A record on its way into the log. */
export interface NewRecord extends ChainedRecord {
  /** The RFC 8785 form of `record`. */
  readonly text: string;
}

export interface ChainHead {
  readonly seq: number;
  readonly hash: string;
}

export const EMPTY_CHAIN: ChainHead = { seq: 0, hash: "0".repeat(64) };

export interface Entry {
  readonly item: Item;
  readonly actor: Actor;
  readonly isComplete: boolean;
}

/** Turns applied items into the next records of the chain that ends in `head`. */
export function appendRecords(
  head: ChainHead,
  entries: readonly Entry[],
  context: {
    readonly realm: string;
    readonly run: number;
    readonly delivery: string | null;
    readonly at: string;
  },
): readonly NewRecord[] {
  const chained: NewRecord[] = [];
  let { seq, hash } = head;
  for (const { item, actor, isComplete } of entries) {
    seq += 1;
    const { record, text } = storable({
      formatVersion: 1,
      realm: context.realm,
      seq,
      at: context.at,
      run: context.run,
      actor,
      owner: item.owner,
      kind: item.kind,
      kinds: item.kinds,
      dn: item.dn,
      dnBefore: item.dnBefore,
      isComplete,
      before: item.before,
      after: item.after,
      references: item.operations.flatMap((operation) => referenceRecords(operation, item.dn)),
      reason: item.reason.code,
      params: item.reason.params,
      clause: item.reason.clause,
      decisionNo: item.reason.decisionNo,
      delivery: context.delivery,
      prev: hash,
    });
    hash = textHash(text);
    chained.push({ record, text, hash });
  }
  return chained;
}

function referenceRecords(operation: Operation, own: string): ReferenceRecord[] {
  if (operation.op !== "modify") return [];
  const { dn, changes, expects } = operation;
  const holder =
    dn === own ? null : (expects.find(({ attribute }) => attribute === "danhbaId")?.value ?? null);
  const isReference = (attribute: string) => attribute === "member" || attribute === "roleOccupant";
  const attributes = new Set(changes.map(({ attribute }) => attribute).filter(isReference));
  const valuesOf = (attribute: string, type: "add" | "delete") =>
    changes.filter((c) => c.attribute === attribute && c.type === type).flatMap(({ values }) => values);
  const records: ReferenceRecord[] = [...attributes].map((attribute) => ({
    dn,
    holder,
    attribute,
    removed: valuesOf(attribute, "delete"),
    added: valuesOf(attribute, "add"),
  }));
  // On the owner's own entry `before` and `after` say it.
  const secret = dn === own ? undefined : changes.find(({ attribute }) => isSecret(attribute));
  if (secret !== undefined)
    records.push({ dn, holder, attribute: secret.attribute, removed: SET, added: [] });
  return records;
}

/** As JSON text holds what no database takes: U+0000, which a hand-made entry may hold, and half a surrogate pair. */
const UNSTORABLE = /\\u0000|\\ud[89a-f]/;

/** The record as it can be stored, so that it is the same when it is read again, and its hash right. */
function storable(record: LogRecord): { readonly record: LogRecord; readonly text: string } {
  const text = sortedText(record);
  if (text !== null && !UNSTORABLE.test(text)) return { record, text };
  const stored = JSON.parse(JSON.stringify(record), (_key, value: unknown) =>
    typeof value === "string" ? value.toWellFormed().replaceAll("\0", "\u{FFFD}") : value,
  );
  return { record: stored, text: canonicalText(stored) };
}
