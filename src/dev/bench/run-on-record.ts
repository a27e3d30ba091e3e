/** What the realm's own record says of a run: from its start to the newest record of the log. */
import { type BenchRealm, onServer } from "./bench-world.ts";

/** Milliseconds; throws when the run logged nothing. */
export async function loggedAfter({ databaseUrl }: BenchRealm, run: number): Promise<number> {
  return await onServer(databaseUrl, async (client) => {
    const { rows } = await client.query<{ milliseconds: string | null }>(
      `SELECT extract(epoch FROM (SELECT max(at)::timestamptz FROM danhba.change_log WHERE run = $1) - started_at)
              * 1000 AS milliseconds
         FROM danhba.run WHERE id = $1`,
      [run],
    );
    const milliseconds = rows[0]?.milliseconds;
    if (milliseconds === undefined || milliseconds === null) throw new Error(`run ${run} logged nothing`);
    return Number(milliseconds);
  });
}
