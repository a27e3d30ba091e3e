/** Case `one-change`: from COMMIT of one change of the feed until a search in the directory shows it. */
import type { Client } from "pg";
import { type BenchCase, CHANGES_PER_RUN } from "../bench-case.ts";
import { REALM } from "../bench-settings.ts";
import { onServer } from "../bench-world.ts";
import { loadedRealm } from "../loaded-realm.ts";
import { startDaemon } from "../run-danhba.ts";
import { otherUnit, plainStaff, type StaffMember } from "../staff.ts";
import { watchDirectory } from "../until-seen.ts";

export const oneChange: BenchCase = async ({ world, runs, record, tell }) => {
  const realm = await loadedRealm(world);
  const { signal } = world;
  const watcher = await watchDirectory(realm, signal);
  const daemon = await startDaemon(await realm.place({}));
  try {
    await onServer(realm.databaseUrl, async (client) => {
      const staff = await plainStaff(client, runs * CHANGES_PER_RUN);
      for (const [index, member] of staff.entries()) {
        if (index % CHANGES_PER_RUN === 0) tell(`${index / CHANGES_PER_RUN + 1}/${runs}`);
        for (const change of [newPhone, transfer]) {
          const before = daemon.runs();
          const { figure, attribute, value } = await change(client, member, index);
          record(figure, await watcher.untilHolds(member.id, attribute, value, () => daemon.mustRun()));
          await daemon.untilRuns(before + 1); // else the next change would wait for the end of this run
        }
      }
    });
  } finally {
    await daemon.stop();
    await watcher.stop();
  }
  return null;
};

async function newPhone(client: Client, { id }: StaffMember, index: number) {
  const value = `0299 111 ${String(index).padStart(4, "0")}`;
  await client.query("UPDATE hr.person SET phone = $3 WHERE realm = $1 AND id = $2", [REALM, id, value]);
  return { figure: "phoneVisible", attribute: "telephoneNumber", value } as const;
}

async function transfer(client: Client, { unit, post }: StaffMember) {
  const value = await otherUnit(client, unit);
  await client.query("UPDATE hr.appointment SET unit_code = $3 WHERE realm = $1 AND id = $2", [
    REALM,
    post,
    value,
  ]);
  return { figure: "transferVisible", attribute: "danhbaUnit", value } as const;
}
