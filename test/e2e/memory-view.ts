/** What danhba remembers in the database of a world: addresses, and the log of what it did. */
import { expect } from "vitest";
import { danhba } from "../support/danhba.ts";
import type { World } from "../support/world.ts";

/** Every address ever issued; the same for two databases with the same history. */
export const seeLedger = (world: World): Promise<object[]> =>
  world.query("SELECT local_part, owner, role, form, clause FROM danhba.address ORDER BY local_part");

export async function countLogged(world: World): Promise<number> {
  const [row] = await world.query<{ count: number }>("SELECT count(*)::int AS count FROM danhba.change_log");
  return row?.count ?? 0;
}

/** No owner was created twice, and the chain is whole. */
export async function expectSoundLog(world: World): Promise<void> {
  const twice = await world.query(
    `SELECT owner, count(*) FROM danhba.change_log WHERE record ->> 'kind' = 'create'
      GROUP BY owner HAVING count(*) > 1`,
  );
  expect(twice).toEqual([]);
  expect(await danhba(world, ["log", "verify"])).toMatchObject({ status: 0, stderr: "" });
}
