/** Reads a realm's whole change log, in bounded memory, and checks its chain. */
import { ChainVerifier, type Verification } from "../changelog/verify-chain.ts";
import type { JournalPort } from "../ports/journal-port.ts";

export async function verifyLog(
  journal: Pick<JournalPort, "chainHead" | "logStream">,
  realm: string,
): Promise<Verification> {
  const verifier = new ChainVerifier(realm);
  // The head first: records that are added meanwhile must not look like a difference.
  const head = await journal.chainHead(realm);
  for await (const row of journal.logStream(realm)) {
    if (row.seq > head.seq) break;
    verifier.check(row);
  }
  return verifier.finish(head);
}
