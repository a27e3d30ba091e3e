/** `danhba apply PLAN --digest D`: applies exactly the plan that was reviewed. */
import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { Item } from "../../model/change.ts";
import { DanhbaError } from "../../model/error.ts";
import { planDigest } from "../../plan/digest.ts";
import { syncAlone } from "../../reconcile/sync.ts";
import { type Session, stopSignal, withDatabase, withServices } from "../session.ts";
import { printResult } from "./sync.ts";

const PlanFile = z.object({
  formatVersion: z.literal(1),
  realm: z.string(),
  digest: z.string(),
  items: z.array(z.object({ digest: z.string(), operations: z.array(z.unknown()) })),
});

/**
 * @throws DanhbaError USAGE when the file is not a plan of this realm or not the one with that digest, PLAN_STALE
 * when something changed since
 */
export async function applyVerb(
  session: Session,
  file: string,
  { digest }: { readonly digest: string },
): Promise<number> {
  const plan = await readPlan(file);
  if (plan.digest !== digest || planDigest(plan.items as unknown as readonly Item[]) !== digest) {
    throw new DanhbaError("USAGE", {
      argument: "PLAN",
      value: file,
      problem: "OTHER_DIGEST",
      digest,
    });
  }
  const stop = stopSignal();
  return await withDatabase(session, async (database, realm) => {
    const { id } = realm.settings;
    if (plan.realm !== id) {
      throw new DanhbaError("USAGE", {
        argument: "PLAN",
        value: file,
        problem: "OTHER_REALM",
        is: plan.realm,
        wanted: id,
      });
    }
    const result = await withServices(session, database, realm, (services) =>
      syncAlone(services, { trigger: "apply", stop, onlyDigest: digest }),
    );
    return printResult(session, id, result);
  });
}

async function readPlan(file: string): Promise<z.infer<typeof PlanFile>> {
  const problem = (text: string, cause: unknown) =>
    new DanhbaError("USAGE", { argument: "PLAN", value: file, problem: text }, cause);
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw problem("UNREADABLE", error);
  });
  try {
    return PlanFile.parse(JSON.parse(text));
  } catch (error) {
    throw problem("NOT_A_PLAN", error);
  }
}
