import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PROJECT_ROOT } from "../../src/dev/services/project-root.ts";
import { type Daemon, mustSync, startDaemon } from "../support/danhba.ts";
import { asAdmin, asUser, branchOf, change } from "../support/directory.ts";
import { waitFor } from "../support/wait-for.ts";
import { freshWorld, type World } from "../support/world.ts";
import { dnOf, groupsOf, mustSee, seePerson, setPassword } from "./directory-view.ts";
import { countLogged } from "./memory-view.ts";
import { loadSmallProvince } from "./small-province.ts";

const POLL_SECONDS = 1;
/** One wait until the next look, and a run on a busy machine. */
const PATIENCE_MS = 15_000;

let world: World;
let daemon: Daemon;

beforeAll(async () => {
  world = await freshWorld();
  await loadSmallProvince(world);
  await mustSync(world);
  const config = join(world.dir, "often");
  await cp(join(PROJECT_ROOT, "config"), config, { recursive: true });
  const file = join(config, "danhba.yaml");
  const yaml = await readFile(file, "utf8");
  await writeFile(file, yaml.replace(/pollSeconds: \d+/, `pollSeconds: ${POLL_SECONDS}`));
  daemon = await startDaemon(world, (service) => service.runs().length > 0, ["--config", file]);
});
afterAll(() => world.stop());

/** Until the service has looked at everything that was written so far. */
async function looked(): Promise<void> {
  const now = await asAdmin(world.directory, async (client) => {
    const { searchEntries } = await client.search(world.directory.suffix, {
      scope: "base",
      attributes: ["contextCSN"],
    });
    return String(searchEntries[0]?.contextCSN);
  });
  await waitFor(
    "a look at the directory",
    async () => {
      const [row] = await world.query<{ csn: string }>(
        "SELECT context_csn AS csn FROM danhba.directory_state",
      );
      return (row?.csn ?? "") >= now;
    },
    PATIENCE_MS,
  );
}

const corrected = (what: string, isSo: () => Promise<boolean>) => waitFor(what, isSo, PATIENCE_MS);

describe("the running service, without any change of the feed", () => {
  it("makes no run for a hundred sign-ins and a password that its owner changes", async () => {
    const dn = dnOf(await mustSee(world, "P01"));
    await setPassword(world, dn, "Mat-khau-rat-dai-1");
    await looked();
    const before = daemon.runs().length;
    for (let count = 0; count < 100; count += 1) {
      await asUser(world.directory, dn, "Mat-khau-rat-dai-1", async () => undefined);
    }
    await asUser(world.directory, dn, "Mat-khau-rat-dai-1", (client) =>
      client.modify(dn, change("replace", "userPassword", "Mat-khau-khac-han-2")),
    );
    await looked();
    expect(daemon.runs().slice(before)).toEqual([]);
    expect((await mustSee(world, "P01")).pwdChangedTime).toBeDefined();
  });

  it("puts right what somebody edits, deletes or takes out of a group, by a run of its own", async () => {
    const dn = dnOf(await mustSee(world, "P04"));
    const [name] = await groupsOf(world, dn);
    const group = `cn=${name},${branchOf(world.directory, "groups")}`;
    const logged = await countLogged(world);
    const phone = (await mustSee(world, "P04")).telephoneNumber;

    await asAdmin(world.directory, (client) => client.modify(dn, change("replace", "telephoneNumber", "0")));
    await corrected("the telephone number", async () =>
      Object.is((await mustSee(world, "P04")).telephoneNumber?.[0], phone?.[0]),
    );
    await asAdmin(world.directory, (client) => client.modify(group, change("delete", "member", dn)));
    await corrected("the membership", async () => (await groupsOf(world, dn)).includes(String(name)));
    // A sign-in after it hides the deletion in contextCSN.
    const user = dnOf(await mustSee(world, "P01"));
    await asAdmin(world.directory, (client) => client.del(dn));
    await asUser(world.directory, user, "Mat-khau-khac-han-2", async () => undefined);
    await corrected("the entry", async () => (await seePerson(world, "P04")) !== null);

    await looked();
    const runs = daemon.runs().filter(({ trigger }) => trigger === "drift");
    expect(runs.every(({ state }) => state === "done")).toBe(true);
    expect(runs.length).toBeGreaterThanOrEqual(3);
    expect(await countLogged(world)).toBeGreaterThanOrEqual(logged + 3);
    const told = runs.filter((line) => Number((line as { drift?: number }).drift) > 0);
    expect(told.length).toBeGreaterThanOrEqual(3);
  });

  it("leaves what is nobody's business of danhba's alone, and goes on when the directory was away", async () => {
    const dn = dnOf(await mustSee(world, "P01"));
    const before = daemon.runs().length;
    await asAdmin(world.directory, async (client) => {
      await client.modify(dn, change("replace", "description", "a note"));
      await client.modify(dn, change("replace", "roomNumber", "12"));
      await client.modify(dn, change("delete", "description"));
    });
    await looked();
    expect(
      daemon
        .runs()
        .slice(before)
        .every(({ applied }) => applied === 0),
    ).toBe(true);

    await world.directory.suspend();
    await waitFor(
      "the trouble to be told",
      () => daemon.lines.some(({ msg }) => msg === "the directory could not be looked at"),
      PATIENCE_MS,
    );
    await world.directory.resume();
    await asAdmin(world.directory, (client) => client.modify(dn, change("replace", "title", "Ai đó")));
    await corrected("the title", async () => (await mustSee(world, "P01")).title?.[0] === "Giám đốc");
    expect(daemon.isRunning()).toBe(true);
    expect((await daemon.stop()).status).toBe(0);
  });
});
