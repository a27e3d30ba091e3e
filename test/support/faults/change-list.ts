/** What HR does to the small province in one go, so that one run has writes of every sort. */
import { expect } from "vitest";
import { deliver, hire, PEOPLE, setStatus, transfer } from "../../e2e/small-province.ts";
import { REALM, type World } from "../world.ts";

/**
 * A full delivery with a new phone number, a hire, a transfer with other groups, one that also renames the address and
 * leaves an alias, somebody who retires, a new unit, and a head who hands a mailbox on, whose password goes.
 */
export async function changeEverything(world: World): Promise<void> {
  const moved = PEOPLE.replace("0299 000 0002", "0299 111 111");
  expect(await deliver(world, { "people.csv": moved }, "full")).toMatchObject({ status: 0, stderr: "" });
  await hire(world, "N1", "Trần Quang Khải", "SNV");
  await transfer(world, "P04", "SNV", "DC/1");
  await transfer(world, "P06", "HMX-NV", "DC/2");
  await setStatus(world, ["P10"], "retired");
  await world.feed(
    `INSERT INTO hr.unit (realm, code, name, kind, head_person_id) VALUES ($1, 'SYT', 'Sở Y tế', 'department', 'P08')`,
    [REALM],
  );
  await world.feed("UPDATE hr.unit SET head_person_id = 'P12' WHERE realm = $1 AND code = 'HMX-TP'", [REALM]);
}
