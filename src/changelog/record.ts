/** One record of the change log: what one item did to the directory, who and why, chained to the one before. */
import { canonicalHash } from "../model/canonical-hash.ts";
import type { ChangeKind, Item, Operation, Reason } from "../model/change.ts";
import type { Attributes } from "../model/entry.ts";
import type { Owner } from "../model/owner.ts";
import { isSecret, SET } from "../model/secret-values.ts";

export interface Actor {
  /** `service`: by itself; `operator`: released by a person's approval. */
  readonly kind: "service" | "operator";
  readonly name: string;
}

/**
 * A change to the references of another entry, made together with the item; `userPassword`, removed `["set"]`: the
 * password of a mailbox that somebody lost was made unusable.
 */
export interface ReferenceRecord {
  readonly dn: string;
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
): readonly ChainedRecord[] {
  const chained: ChainedRecord[] = [];
  let { seq, hash } = head;
  for (const { item, actor, isComplete } of entries) {
    seq += 1;
    const record: LogRecord = {
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
    };
    hash = canonicalHash(record);
    chained.push({ record, hash });
  }
  return chained;
}

function referenceRecords(operation: Operation, own: string): ReferenceRecord[] {
  if (operation.op !== "modify") return [];
  const { dn, changes } = operation;
  const isReference = (attribute: string) => attribute === "member" || attribute === "roleOccupant";
  const attributes = new Set(changes.map(({ attribute }) => attribute).filter(isReference));
  const valuesOf = (attribute: string, type: "add" | "delete") =>
    changes.filter((c) => c.attribute === attribute && c.type === type).flatMap(({ values }) => values);
  const records: ReferenceRecord[] = [...attributes].map((attribute) => ({
    dn,
    attribute,
    removed: valuesOf(attribute, "delete"),
    added: valuesOf(attribute, "add"),
  }));
  // On the owner's own entry `before` and `after` say it.
  const secret = dn === own ? undefined : changes.find(({ attribute }) => isSecret(attribute));
  if (secret !== undefined) records.push({ dn, attribute: secret.attribute, removed: SET, added: [] });
  return records;
}
