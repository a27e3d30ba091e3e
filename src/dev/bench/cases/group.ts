/** Case `group`: a group of thousands loses and gains one member, against a group of ten. */
import type { Client } from "pg";
import type { BenchCase, CaseContext } from "../bench-case.ts";
import { type Group, REALM } from "../bench-settings.ts";
import { type BenchRealm, onServer } from "../bench-world.ts";
import { loadedRealm } from "../loaded-realm.ts";
import { mustSync } from "../run-danhba.ts";
import { plainStaff } from "../staff.ts";
import { watchDirectory } from "../until-seen.ts";
import { type Cost, type WatchedDaemon, watchDaemon } from "../watched-daemon.ts";

const SMALL = 10;

/** Everybody is in the one or the other by their class alone; nobody is in both. */
const LARGE_CLASS = "cong_chuc";
const SMALL_CLASS = "vien_chuc";
const NO_CLASS = "nguoi_lao_dong";

const GROUPS: readonly Group[] = [
  { name: "bench-large", description: "Bench", classes: [LARGE_CLASS] },
  { name: "bench-small", description: "Bench", classes: [SMALL_CLASS] },
];

const FIGURES = {
  "bench-large": {
    members: "groupMembers",
    time: "groupTime",
    operations: "groupOperations",
    bytes: "groupBytes",
  },
  "bench-small": {
    members: "smallGroupMembers",
    time: "smallGroupTime",
    operations: "smallGroupOperations",
    bytes: "smallGroupBytes",
  },
} as const;

export const group: BenchCase = async (context) => {
  const { world } = context;
  const realm = await loadedRealm(world);
  const place = await realm.place({ groups: GROUPS });
  const people = await onServer(realm.databaseUrl, (client) => sortInto(client, world.size));
  await mustSync(place);
  await countMembers(context, realm);
  const daemon = await watchDaemon(realm, place);
  try {
    await onServer(realm.databaseUrl, (client) => changeMembers(context, client, daemon, people));
  } finally {
    await daemon.stop();
  }
  return null;
};

interface People {
  readonly large: string;
  readonly small: string;
}

/** Ten plain members of staff are all there are in the small group; everybody else is in the large one. */
async function sortInto(client: Client, size: number): Promise<People> {
  const staff = await plainStaff(client, size);
  const ids = staff.map(({ id }) => id);
  await client.query(
    `UPDATE hr.person SET staff_class = CASE WHEN id = ANY ($2) THEN $3 ELSE $4 END WHERE realm = $1`,
    [REALM, ids.slice(0, SMALL), SMALL_CLASS, LARGE_CLASS],
  );
  const [small, large] = [ids[0], ids.at(-1)];
  if (small === undefined || large === undefined || ids.length <= SMALL)
    throw new Error("too few people for two groups");
  return { large, small };
}

async function countMembers({ world, record }: CaseContext, realm: BenchRealm): Promise<void> {
  const watcher = await watchDirectory(realm, world.signal);
  for (const name of ["bench-large", "bench-small"] as const)
    record(FIGURES[name].members, (await watcher.countMembers(`app-${name}`)) - PLACEHOLDER);
  await watcher.stop();
}

/** Every group has one member that is nobody. */
const PLACEHOLDER = 1;

async function changeMembers(
  { runs, record, tell }: CaseContext,
  client: Client,
  daemon: WatchedDaemon,
  people: People,
): Promise<void> {
  const turns = [
    ["bench-large", people.large, LARGE_CLASS],
    ["bench-small", people.small, SMALL_CLASS],
  ] as const;
  for (let change = 0; change < runs * 2; change += 1) {
    tell(`${change + 1}/${runs * 2}`);
    for (const [name, id, own] of turns) {
      const value = change % 2 === 0 ? NO_CLASS : own;
      const cost = await daemon.costOf(
        () =>
          client.query("UPDATE hr.person SET staff_class = $3 WHERE realm = $1 AND id = $2", [
            REALM,
            id,
            value,
          ]),
        true,
      );
      keep(record, name, cost);
    }
  }
}

const BYTES_PER_KILOBYTE = 1_000;

function keep(record: CaseContext["record"], name: keyof typeof FIGURES, cost: Cost): void {
  const figures = FIGURES[name];
  record(figures.time, cost.milliseconds);
  record(figures.operations, cost.operations);
  record(figures.bytes, cost.ldapBytes / BYTES_PER_KILOBYTE);
}
