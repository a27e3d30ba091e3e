/** Whether nothing calls for a run: one small query and one search of one entry. */
import { instantOf } from "../ports/clock.ts";
import type { RealmServices } from "./realm-services.ts";

export async function isQuiet({
  scopes,
  directory,
  realm,
  clock,
}: Pick<RealmServices, "scopes" | "directory" | "realm" | "clock">): Promise<boolean> {
  const { isQuiet: isKnownQuiet, contextCsn } = await scopes.quiet(realm.id, instantOf(clock));
  if (!isKnownQuiet || contextCsn === null) return false;
  return (await directory.contextCsn()) === contextCsn;
}
