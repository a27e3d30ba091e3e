/**
 * Hundreds of thousands of writes in transactions on several connections, with refusals in between and somebody who
 * reads all the while: whether slapd lives, and holds what it should.
 */
import { openDirectory } from "../../ldap/open-directory.ts";
import type { Operation } from "../../model/change.ts";
import { BRANCHES } from "../../model/entry.ts";
import { DanhbaError } from "../../model/error.ts";
import type { DirectoryPort } from "../../ports/directory-port.ts";
import { type DirectoryServer, startSlapd } from "../services/start-slapd.ts";
import { type StressLane, stressLane } from "./stress-lane.ts";

export interface StressOptions {
  /** An empty folder for the server's data. */
  readonly dir: string;
  readonly operations: number;
  readonly lanes: number;
  readonly perTransaction: number;
  /** Of so many transactions one is refused, at its last write. */
  readonly refusedOneIn: number;
  /** Whether slapd writes through to the disk. */
  readonly isDurable?: boolean;
  readonly progress?: (done: number) => void;
}

export interface StressResult {
  /** Writes that were done; those of refused transactions are not among them. */
  readonly operations: number;
  readonly transactions: number;
  readonly refused: number;
  readonly seconds: number;
  /** Searches that somebody else made meanwhile. */
  readonly reads: number;
  /** Whether the process that was started is the one that answered at the end. */
  readonly isAlive: boolean;
  readonly entriesChecked: number;
  /** What was not as it should be; the first of it. */
  readonly wrong: readonly string[];
}

/** @throws DanhbaError as the directory port, among others when slapd ends */
export async function stressTransactions(options: StressOptions): Promise<StressResult> {
  const server = await startSlapd({ dir: options.dir, isDurable: options.isDurable ?? false });
  try {
    return await stress(server, options);
  } finally {
    await server.stop();
  }
}

async function stress(server: DirectoryServer, options: StressOptions): Promise<StressResult> {
  const [pid] = server.pids;
  const { lanes: connections } = options;
  const directory = await openDirectory({ ...server, caFile: null, transactions: "on", connections });
  try {
    const { suffix } = server;
    const placeholder = `cn=nobody,ou=services,${suffix}`;
    const lanes = Array.from({ length: connections }, (_, lane) => stressLane(lane, suffix, placeholder));
    for (const { groups } of lanes) await directory.writeTogether(groups);
    const counts = { operations: 0, transactions: 0, refused: 0 };
    const reading = { isOver: false, reads: 0 };
    const reader = readOn(directory, `${BRANCHES.person},${suffix}`, reading);
    const begun = performance.now();
    try {
      await Promise.all(lanes.map((lane) => drive(directory, lane, options, counts)));
    } finally {
      reading.isOver = true;
      await reader;
    }
    const seconds = (performance.now() - begun) / 1_000;
    const entries = await directory.observe();
    return {
      ...counts,
      seconds,
      reads: reading.reads,
      isAlive: server.pids[0] === pid && directory.writing.isInTransactions,
      entriesChecked: lanes.reduce((sum, { size }) => sum + size, 0),
      wrong: lanes.flatMap((lane) => lane.wrong(entries)).slice(0, 20),
    };
  } finally {
    await directory.close();
  }
}

type Counts = { operations: number; transactions: number; refused: number };

async function drive(
  directory: DirectoryPort,
  lane: StressLane,
  { operations, perTransaction, refusedOneIn, progress }: StressOptions,
  counts: Counts,
): Promise<void> {
  while (counts.operations < operations) {
    const writes = lane.next(perTransaction);
    counts.transactions += 1;
    if (counts.transactions % refusedOneIn === 0) {
      await expectRefusal(directory, writes);
      lane.forget();
      counts.refused += 1;
    } else {
      await directory.writeTogether(writes);
      lane.accept();
      counts.operations += writes.length;
      progress?.(counts.operations);
    }
  }
}

/** The same writes and one that must fail: none of them may be done. */
async function expectRefusal(directory: DirectoryPort, writes: readonly Operation[]): Promise<void> {
  const dn = writes[0]?.dn.replace(/^[^,]+/, "uid=nobody-there") ?? "";
  try {
    await directory.writeTogether([...writes, { op: "delete", dn, expects: [] }]);
  } catch (error) {
    const isExpected =
      error instanceof DanhbaError &&
      error.params.result === "noSuchObject" &&
      error.params.operation === writes.length;
    if (isExpected) return;
    throw error;
  }
  throw new DanhbaError("INTERNAL", { detail: "a transaction that must be refused was done", dn });
}

/** Reads as a portal does, one search after the other. */
async function readOn(
  directory: DirectoryPort,
  people: string,
  state: { isOver: boolean; reads: number },
): Promise<void> {
  while (!state.isOver) {
    await directory.read(`uid=l0-${1 + (state.reads % 1_000)},${people}`);
    state.reads += 1;
  }
}
