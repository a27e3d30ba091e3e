/** A feed in which one name in twenty is broken: the others are provisioned, each broken one is told with its cell. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { FINDING_CODES } from "../../src/model/finding.ts";
import { mustSync, type SyncDocument } from "../support/danhba.ts";
import { freshWorld, REALM, type World } from "../support/world.ts";
import { loadSampleProvince } from "./small-province.ts";

/** How names are broken in real lists (domain.md §3.3 and §3.4); `?` stands for the name. */
const DAMAGES = [
  () => "",
  () => "-",
  (name: string) => `${name} 2`,
  (name: string) => name.replace(/^\S+/, "Ng."),
  (name: string) => name.replaceAll(/[^\x20-\x7e]/g, "?").concat("?"),
  (name: string) =>
    Buffer.from(name, "utf8")
      .toString("latin1")
      .replaceAll(/[\x80-\x9f]/g, "»"),
  (name: string) => `${name} B`,
  (name: string) => `ThS. ${name}`,
  (name: string) => `${name} (nghỉ)`,
  (name: string) => name.split(" ").at(-1) ?? "",
  () => "阮文安",
  (name: string) => `${name}@soctrang.gov.vn`,
];

let world: World;
let result: SyncDocument;
let broken: ReadonlyMap<string, string>;

beforeAll(async () => {
  world = await freshWorld();
  await loadSampleProvince(world);
  const rows = await world.query(
    "SELECT id, full_name AS name FROM hr.person WHERE status = 'working' ORDER BY id",
  );
  const people = rows as readonly { readonly id: string; readonly name: string }[];
  const chosen = people.filter((_, index) => index % 20 === 7);
  broken = new Map(chosen.map(({ id, name }, index) => [id, damage(name, index)]));
  const values = [...broken].map(([id, name]) => `('${id}', '${name.replaceAll("'", "''")}')`).join(", ");
  await world.feed(
    `UPDATE hr.person p SET full_name = b.name FROM (VALUES ${values}) AS b(id, name)
      WHERE p.realm = '${REALM}' AND p.id = b.id`,
  );
  result = await mustSync(world);
});
afterAll(() => world.stop());

const damage = (name: string, index: number): string =>
  (DAMAGES[index % DAMAGES.length] as (name: string) => string)(name);

it("the other people all get their account, and nobody with a broken name does", async () => {
  const rows = await world.query(
    `SELECT p.id, a.local_part IS NOT NULL AS has FROM hr.person p
       LEFT JOIN danhba.address a ON a.owner = 'person:' || p.id AND a.role = 'primary'
      WHERE p.status = 'working'`,
  );
  const people = rows as readonly { readonly id: string; readonly has: boolean }[];
  const without = people.filter(({ has }) => !has).map(({ id }) => id);
  process.stdout.write(
    `broken names: ${broken.size} of ${people.length} (${((100 * broken.size) / people.length).toFixed(1)} %)\n`,
  );
  expect(without.toSorted()).toEqual([...broken.keys()].toSorted());
  expect(result.failed).toEqual([]);
});

it("each broken name is a finding that names the cell, quotes what is in it, and says the mend", () => {
  const codes = new Map<string, number>();
  for (const [id, name] of broken) {
    const found = result.findings.filter(({ owner }) => owner === `person:${id}`);
    expect(found, name).toHaveLength(1);
    const [finding] = found;
    expect(FINDING_CODES[finding?.code as keyof typeof FINDING_CODES]).not.toBe("note");
    expect(finding?.message, name).toContain("full_name");
    expect(finding?.message.split(". ").length, finding?.message).toBeGreaterThan(1);
    codes.set(finding?.code ?? "", (codes.get(finding?.code ?? "") ?? 0) + 1);
  }
  process.stdout.write(`${[...codes].map(([code, count]) => `${code} ${count}`).join(", ")}\n`);
});
