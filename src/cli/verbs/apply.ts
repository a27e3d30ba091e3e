/** `danhba apply PLAN --digest D`: applies exactly the plan that was reviewed. */
import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { Item } from "../../model/change.ts";
import { DanhbaError } from "../../model/error.ts";
import { itemDigest, planDigest } from "../../plan/digest.ts";
import { syncAlone } from "../../reconcile/sync.ts";
import { type Session, stopSignal, withDatabase, withServices } from "../session.ts";
import { printResult } from "./sync.ts";

const Values = z.array(z.string());
const expects = z.array(z.unknown());
const Change = z.looseObject({ attribute: z.string(), values: Values });
const WrittenOperation = z.union([
  z.looseObject({ op: z.literal("add"), attributes: z.record(z.string(), Values) }),
  z.looseObject({ op: z.literal("modify"), changes: z.array(Change), expects }),
  z.looseObject({ op: z.literal(["rename", "delete"]), expects }),
]);
const PlanFile = z.object({
  formatVersion: z.literal(1),
  realm: z.string(),
  digest: z.string(),
  items: z.array(z.looseObject({ digest: z.string(), operations: z.array(WrittenOperation) })),
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
  if (plan.digest !== digest || !isGenuine(plan.items as unknown as readonly Item[], digest)) {
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

/** Whether the plan's digest stands for every write that the file shows. */
const isGenuine = (items: readonly Item[], digest: string): boolean =>
  planDigest(items) === digest && items.every((item) => itemDigest(item) === item.digest);

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
