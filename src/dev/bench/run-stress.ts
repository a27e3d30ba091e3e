/** What `danhba dev stress` does: the stress on a server of its own, and what came of it. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type StressResult, stressTransactions } from "./stress-transactions.ts";

/** As danhba's own transactions are by default: four connections; and some of them are refused. */
const LANES = 4;
const PER_TRANSACTION = 100;
const REFUSED_ONE_IN = 20;
/** Writes after which a word is said. */
const TOLD_EVERY = 50_000;

/** @throws DanhbaError as the directory port, among others when slapd ends; SERVICES_UNAVAILABLE */
export async function runStress(operations: number, tell: (text: string) => void): Promise<StressResult> {
  const dir = await mkdtemp(join(tmpdir(), "danhba-stress-"));
  let told = 0;
  try {
    return await stressTransactions({
      dir,
      operations,
      lanes: LANES,
      perTransaction: PER_TRANSACTION,
      refusedOneIn: REFUSED_ONE_IN,
      progress: (done) => {
        if (done - told < TOLD_EVERY) return;
        told = done;
        tell(`${done} of ${operations}`);
      },
    });
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
