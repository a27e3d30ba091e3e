/** `danhba explain` on real servers: a person, an agency, an address, somebody who has left. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { danhba, expectFault, mustSync } from "../support/danhba.ts";
import { freshWorld, type World } from "../support/world.ts";
import { loadSmallProvince } from "./small-province.ts";

interface Explained {
  readonly owner: string;
  readonly addresses: readonly { readonly localPart: string; readonly role: string }[];
  readonly naming: {
    readonly localPart: string | null;
    readonly candidates: readonly {
      readonly localPart: string | null;
      readonly verdict: string;
      readonly holder: string | null;
      readonly clause: string;
      readonly isChosen: boolean;
    }[];
  } | null;
}

let world: World;
const explain = async (subject: string): Promise<Explained> => {
  const outcome = await danhba(world, ["explain", subject, "--json"]);
  expect(outcome.status, outcome.stderr).toBe(0);
  return outcome.json<Explained>();
};

beforeAll(async () => {
  world = await freshWorld();
  await loadSmallProvince(world);
  await mustSync(world);
});
afterAll(() => world.stop());

it("says of a person which forms were tried, who holds them, and under which clause", async () => {
  const { owner, naming } = await explain("P06");
  expect(owner).toBe("person:P06");
  expect(naming?.localPart).toBe("ntbinh.sotttt");
  const plain = naming?.candidates.find(({ localPart }) => localPart === "ntbinh");
  expect(plain).toMatchObject({ verdict: "taken", holder: "person:P03", clause: "Đ.3.2", isChosen: false });
  const chosen = naming?.candidates.filter(({ isChosen }) => isChosen);
  expect(chosen).toMatchObject([{ localPart: "ntbinh.sotttt", verdict: "issued", clause: "Đ.3.3.b" }]);
});

it("finds the owner of an address, with its domain or without", async () => {
  expect((await explain("ntbinh@soctrang.gov.vn")).owner).toBe("person:P03");
  expect((await explain("phongcntt.sotttt")).owner).toBe("agency:STTTT-CNTT");
});

it("says of an agency what its name gives", async () => {
  const { naming } = await explain("HMX-TP");
  expect(naming).toMatchObject({ localPart: "xatp.huyenmx" });
});

it("shows the address of somebody who has left, and tries none", async () => {
  await world.feed("UPDATE hr.person SET status = 'retired' WHERE id = 'P02'");
  await mustSync(world);
  const { addresses, naming } = await explain("P02");
  expect(addresses).toMatchObject([{ localPart: "lthoa", role: "primary" }]);
  expect(naming).toBeNull();
});

it("speaks Vietnamese too, and refuses what it does not know", async () => {
  const outcome = await danhba(world, ["explain", "P06", "--lang", "vi"]);
  expect(outcome.stdout).toContain("đã cấp cho chủ khác");
  expectFault(await danhba(world, ["explain", "ai-do"]), "USAGE", 1, "neither a person");
});
