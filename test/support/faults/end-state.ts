/** All that must be the same after a fault and its mend as after an undisturbed run. */
import { ChainVerifier } from "../../../src/changelog/verify-chain.ts";
import { type Seen, seeContents } from "../../e2e/directory-view.ts";
import { seeLedger } from "../../e2e/memory-view.ts";
import { REALM, type World } from "../world.ts";

/** Of a record only what a disturbed run may have otherwise: place in the chain, time, run. */
const PLACE = ["seq", "at", "run", "prev"];

/**
 * Hashes of passwords differ from run to run, and with them what the server remembers of earlier ones: a password that
 * was set in the second in which the account was made may be set a second time, for the server's clock cannot tell.
 */
function withoutChance({ pwdHistory: _history, ...entry }: Seen): object {
  return "userPassword" in entry ? { ...entry, userPassword: ["set"] } : entry;
}

export interface EndState {
  readonly contents: ReadonlyMap<string, object>;
  readonly ledger: readonly object[];
  /** One text for each record, sorted: each change once. */
  readonly logged: readonly string[];
  readonly handovers: readonly object[];
  readonly inDoubt: readonly object[];
  readonly running: readonly object[];
}

/** Throws when the change log's chain is broken. */
export async function endState(world: World): Promise<EndState> {
  const records = await world.query<{
    realm: string;
    seq: number;
    record: Record<string, unknown>;
    hash: string;
  }>("SELECT realm, seq::int, record, hash FROM danhba.change_log ORDER BY seq");
  await verify(world, records);
  return {
    contents: new Map([...(await seeContents(world))].map(([dn, entry]) => [dn, withoutChance(entry)])),
    ledger: await seeLedger(world),
    logged: records.map(({ record }) => textOf(record)).toSorted(),
    handovers: await world.query(
      "SELECT owner, unit, why, state, parcel IS NULL AS open FROM danhba.handover ORDER BY owner, id",
    ),
    inDoubt: await world.query("SELECT run, owner FROM danhba.run_item WHERE state = 'intent'"),
    running: await world.query("SELECT id FROM danhba.run WHERE state = 'running'"),
  };
}

/** Names of fields in order, so that two texts are the same when two records are. */
const textOf = (record: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(
    Object.keys(record)
      .filter((name) => !PLACE.includes(name))
      .toSorted((a, b) => a.localeCompare(b))
      .map((name) => [name, record[name]]),
  );

async function verify(
  world: World,
  records: readonly { realm: string; seq: number; record: Record<string, unknown>; hash: string }[],
): Promise<void> {
  const verifier = new ChainVerifier(REALM);
  for (const stored of records) verifier.check(stored);
  const [head] = await world.query<{ seq: number; hash: string }>(
    "SELECT seq::int, hash FROM danhba.chain_head WHERE realm = $1",
    [REALM],
  );
  const { broken } = verifier.finish(head ?? { seq: 0, hash: "0".repeat(64) });
  if (broken !== null) throw new Error(`the chain is broken: ${JSON.stringify(broken)}`);
}
