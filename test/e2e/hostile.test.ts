import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { danhba, mustSync, type SyncDocument } from "../support/danhba.ts";
import { freshWorld, REALM, type World } from "../support/world.ts";
import { seeContents, seePerson } from "./directory-view.ts";
import { deliver, hire, loadSmallProvince } from "./small-province.ts";

let world: World;
let untouched: Awaited<ReturnType<typeof seeContents>>;

beforeAll(async () => {
  world = await freshWorld();
  await loadSmallProvince(world);
  await mustSync(world);
  untouched = await seeContents(world);
});
afterAll(() => world.stop());

const LONG = "Nguyễn ".repeat(71).trim();
const MOJIBAKE = Buffer.from("Nguyễn Thị Hương", "utf8").toString("latin1");

/** What stands in the feed as somebody's name, and what may come of it: the very name, or a finding and no entry. */
const NAMES: readonly (readonly [name: string, becomes: string | { readonly finding: string }])[] = [
  ["*)(uid=*", { finding: "BAD_CHAR" }],
  ["*", { finding: "BAD_CHAR" }],
  ["Trần Văn, ou=services", { finding: "BAD_CHAR" }],
  ["Trần, Văn Dấu", { finding: "BAD_CHAR" }],
  ['Trần "Tý" Văn', { finding: "BAD_CHAR" }],
  ["Robert'); DROP TABLE hr.person;--", { finding: "BAD_CHAR" }],
  ["Trần Văn Xa\ndn: uid=x,ou=people", { finding: "BAD_CHAR" }],
  ["Trần Văn\\2a", { finding: "BAD_CHAR" }],
  ["Trần Văn #1", { finding: "BAD_CHAR" }],
  ["Trần Văn <Ba>", { finding: "BAD_CHAR" }],
  ["Trần Văn; Bốn", { finding: "BAD_CHAR" }],
  ["Trần + Văn=Năm", { finding: "BAD_CHAR" }],
  ["Trần Văn $(id)", { finding: "BAD_CHAR" }],
  ["Trần Văn 😀", { finding: "BAD_CHAR" }],
  ["山田太郎 Văn", { finding: "BAD_CHAR" }],
  ["مرحبا بكم", { finding: "BAD_CHAR" }],
  [LONG, { finding: "TOO_LONG" }],
  ["x".repeat(500), { finding: "TOO_LONG" }],
  ["", { finding: "EMPTY" }],
  ["   ", { finding: "EMPTY" }],
  ["\u200b\u200d", { finding: "EMPTY" }],
  [MOJIBAKE, { finding: "ENCODING_SUSPECT" }],
  ["Tr?n V?n B?y", { finding: "ENCODING_SUSPECT" }],
  ["Trần\u200bVăn", { finding: "HIDDEN_SPACE" }],
  ["admin", { finding: "ONE_WORD" }],
  // Harmless once cleaned.
  ["Lương\u202e Thế \u202cVinh", "Lương Thế Vinh"],
  ["  Chu \t Văn\u00a0 An ", "Chu Văn An"],
  ["Mạc\nĐĩnh Chi", "Mạc Đĩnh Chi"],
  ["Pho\u031bng Nguye\u0302\u0303n", "Phơng Nguyễn"],
  ["Đỗ NgỌc QuỲnh", "Đỗ NgỌc QuỲnh"],
  ["K’Sor Hà", "K'Sor Hà"],
];

const ids = NAMES.map((_, index) => `H${String(index).padStart(2, "0")}`);

/** Findings of one owner, by code. */
const codesOf = ({ findings }: SyncDocument, owner: string): string[] =>
  findings.filter((finding) => finding.owner === owner).map(({ code }) => code);

/** The twelve people and their units, as they were. */
async function expectOthersUntouched(): Promise<void> {
  const now = await seeContents(world);
  const was = [...untouched].filter(([dn]) => !/^cn=(unit|subtree)-SNV,/.test(dn));
  expect(was.map(([dn]) => [dn, now.get(dn)])).toEqual(was);
}

describe("names that are an attack or an accident", () => {
  let sync: SyncDocument;

  beforeAll(async () => {
    for (const [index, [name]] of NAMES.entries()) await hire(world, ids[index] ?? "", name, "SNV");
    await hire(world, "GOOD", "Lê Thị Lành", "SNV");
    sync = await mustSync(world);
  });

  it.each(NAMES.map(([name, becomes], index) => ({ name, becomes, id: ids[index] ?? "" })))(
    "$id $name",
    async ({ name, becomes, id }) => {
      const seen = await seePerson(world, id);
      const codes = codesOf(sync, `person:${id}`);
      if (typeof becomes === "string") {
        expect(seen).toMatchObject({ cn: [becomes], displayName: [becomes] });
      } else {
        expect({ name, codes, seen }).toEqual({
          name,
          codes: expect.arrayContaining([becomes.finding]),
          seen: null,
        });
      }
    },
  );

  it("are no error, keep nobody else from an account, and change nobody else's", async () => {
    expect(sync).toMatchObject({ state: "done", failed: [], held: [] });
    expect((await seePerson(world, "GOOD"))?.uid).toEqual(["ltlanh"]);
    await expectOthersUntouched();
    expect(await world.query("SELECT FROM hr.person")).toHaveLength(12 + NAMES.length + 1);
    expect(await mustSync(world)).toMatchObject({ applied: 0 });
    expect(await danhba(world, ["log", "verify"])).toMatchObject({ status: 0 });
  });

  it("gives every person either an entry or a finding that says why not", async () => {
    for (const id of ids) {
      const seen = await seePerson(world, id);
      expect(seen !== null || codesOf(sync, `person:${id}`).length > 0, id).toBe(true);
    }
  });

  it("come through a CSV file with quotes and line breaks the same way", async () => {
    const quoted = NAMES.map(([name], index) => `${ids[index]},"${name.replaceAll('"', '""')}"`);
    const files = { "people.csv": ["id,full_name", ...quoted, ""].join("\r\n") };
    expect(await deliver(world, files)).toMatchObject({ status: 0, stderr: "" });
    expect(await mustSync(world)).toMatchObject({ applied: 0 });
  });

  it("leave a plan in LDIF that is one record for each write", async () => {
    await hire(world, "H99", "Trần Văn Chín\n\ndn: cn=admin", "SNV");
    await world.feed("UPDATE hr.appointment SET title = $2 WHERE realm = $1 AND person_id = 'GOOD'", [
      REALM,
      "Chuyên viên\n\ndn: cn=admin,dc=soctrang\nchangetype: delete",
    ]);
    const { stdout } = await danhba(world, ["plan", "--ldif"]);
    expect(stdout.match(/^dn:/gm)).toHaveLength(1);
    expect(stdout).not.toMatch(/^changetype: delete/m);
    await mustSync(world);
    expect((await seePerson(world, "GOOD"))?.title).toEqual([
      "Chuyên viên dn: cn=admin,dc=soctrang changetype: delete",
    ]);
  });
});

describe("other values that are an attack or an accident", () => {
  it("never reach a DN: unit codes with commas, plus signs and the like are findings", async () => {
    const codes = [
      "A,ou=people",
      "A+uid=x",
      "A=B",
      "A B",
      "Ă",
      "*",
      "-A",
      "../A",
      "A\\,B",
      '"A"',
      "A#",
      "A;B",
    ];
    for (const code of codes) {
      await world.feed("INSERT INTO hr.unit (realm, code, name, kind) VALUES ($1, $2, $3, 'department')", [
        REALM,
        code,
        `Sở Mã lạ ${code}`,
      ]);
      await hire(world, `U-${code}`, "Hà Văn Lạc", code);
    }
    const sync = await mustSync(world);
    for (const code of codes) {
      expect(codesOf(sync, `unit:${code}`), code).toEqual(["BAD_VALUE"]);
      expect(codesOf(sync, `person:U-${code}`), code).toEqual(["UNKNOWN_UNIT"]);
      expect(await seePerson(world, `U-${code}`)).toBeNull();
    }
    await expectOthersUntouched();
  });

  it("are no error where two unit codes differ only in case, which the directory cannot tell apart", async () => {
    for (const code of ["snv", "SXD", "sxd"]) {
      await world.feed("INSERT INTO hr.unit (realm, code, name) VALUES ($1, $2, $3)", [
        REALM,
        code,
        `Sở Chữ ${code}`,
      ]);
      await hire(world, `C-${code}`, "Huỳnh Thị Chữ", code);
    }
    const sync = await mustSync(world);
    expect(sync.failed).toEqual([]);
    expect(codesOf(sync, "unit:snv")).toEqual(["BAD_VALUE"]);
    expect(codesOf(sync, "unit:sxd")).toEqual(["BAD_VALUE"]);
    expect(codesOf(sync, "person:C-sxd")).toEqual(["UNKNOWN_UNIT"]);
    expect((await seePerson(world, "C-SXD"))?.danhbaUnit).toEqual(["SXD"]);
    await expectOthersUntouched();
    expect(await mustSync(world)).toMatchObject({ applied: 0 });
  });

  it.each(
    [
      "*)(uid=*",
      "Sở,ou=people",
      "Robert'); DROP TABLE hr.unit;--",
      "Sở\u0001",
      "x".repeat(500),
      "",
      "😀",
      "Sở \u202eABC",
      "-",
      "Sở\nTư pháp",
      "(Sở)",
      "../../etc/passwd",
      "admin",
      "Sở Nội vụ",
    ].map((name, index) => ({ name, code: `W${index}` })),
  )("make a unit without a mailbox or with a proper one, never an error: $name", async ({ name, code }) => {
    await world.feed("INSERT INTO hr.unit (realm, code, name, kind) VALUES ($1, $2, $3, 'department')", [
      REALM,
      code,
      name,
    ]);
    const sync = await mustSync(world);
    expect(sync.failed).toEqual([]);
    const mailboxes = [...(await seeContents(world))].filter(([dn]) => dn.includes(",ou=agencies,"));
    for (const [dn] of mailboxes) expect(dn).toMatch(/^uid=[a-z0-9]+(\.[a-z0-9]+)*,ou=agencies,/);
    const own = mailboxes.filter(([, { danhbaUnit }]) => danhbaUnit?.[0] === code);
    const refusals = codesOf(sync, `agency:${code}`).filter((it) => it !== "MAILBOX_WITHOUT_OWNER");
    expect(own.length + refusals.length).toBe(1);
    await expectOthersUntouched();
    expect(await mustSync(world)).toMatchObject({ applied: 0 });
  });

  it("are kept out where the directory has a syntax, and cleaned where it has none", async () => {
    const set = (id: string, phone: string, title: string) =>
      world.feed(
        `WITH person AS (UPDATE hr.person SET phone = $3 WHERE realm = $1 AND id = $2)
         UPDATE hr.appointment SET title = $4 WHERE realm = $1 AND person_id = $2`,
        [REALM, id, phone, title],
      );
    await set("P02", "0299)(uid=*", "*)(uid=*");
    await set("P04", "Điện thoại 😀", "Chuyên\u0007 viên\r\n");
    await set("P05", "x".repeat(500), "y".repeat(5_000));
    await set("P08", "", "   ");
    await set("P10", "+84 (299) 3822-123", 'Trưởng phòng; "Phó" <cn=admin,dc=vn> \\2a #1 + ½ → 😀');
    const sync = await mustSync(world);
    expect(sync).toMatchObject({ failed: [], held: [] });
    for (const id of ["P02", "P04", "P05"]) expect(codesOf(sync, `person:${id}`)).toEqual(["BAD_VALUE"]);
    const [p02, p04, p05, p08, p10] = await Promise.all(
      ["P02", "P04", "P05", "P08", "P10"].map((id) => seePerson(world, id)),
    );
    expect(p02?.title).toEqual(["*)(uid=*"]);
    expect(p02?.telephoneNumber).toBeUndefined();
    expect(p04?.title).toEqual(["Chuyên viên"]);
    expect(p05?.title?.[0]).toMatch(/^y+$/);
    expect(p08?.title).toBeUndefined();
    expect(p10).toMatchObject({
      telephoneNumber: ["+84 (299) 3822-123"],
      title: ['Trưởng phòng; "Phó" <cn=admin,dc=vn> \\2a #1 + ½ → 😀'],
    });
    // Such values are also what the next change must find again (RFC 4528).
    await set("P02", "0299 000 0002", "\\2a)(|(cn=*");
    await set("P10", "0299 000 0010", "*");
    expect(await mustSync(world)).toMatchObject({ failed: [] });
    expect((await seePerson(world, "P02"))?.title).toEqual(["\\2a)(|(cn=*"]);
    expect(await mustSync(world)).toMatchObject({ applied: 0 });
  });

  it("are no address, be they asked for or decided", async () => {
    const wishes = [
      "*)(uid=*",
      "a,ou=services",
      "admin",
      "huyenmx",
      "tvan",
      "A B",
      "ă",
      "x".repeat(300),
      "a..b",
      "",
    ];
    for (const [index, wish] of wishes.entries()) {
      await hire(world, `R${index}`, "Kim Sa Vane", "SNV");
      await world.feed("UPDATE hr.person SET requested_local_part = $3 WHERE realm = $1 AND id = $2", [
        REALM,
        `R${index}`,
        wish,
      ]);
    }
    const sync = await mustSync(world);
    expect(sync.failed).toEqual([]);
    const people = [...(await seeContents(world)).keys()].filter((dn) => dn.includes(",ou=people,"));
    for (const dn of people) expect(dn).toMatch(/^uid=[a-z0-9]+(\.[a-z0-9]+)*,ou=people,/);
    for (const [index, wish] of wishes.entries()) {
      const found = codesOf(sync, `person:R${index}`);
      expect(wish === "" || found.length > 0, wish).toBe(true);
    }
  });

  it("are no error as ids either", async () => {
    const odd = ["*)(uid=*", "a,b=c", "x\ny", "😀", " ", "person:P01", "'; DROP TABLE hr.person;--"];
    for (const id of odd) await hire(world, id, "Sơn Thị Ết", "SNV");
    const sync = await mustSync(world);
    expect(sync.failed).toEqual([]);
    for (const id of odd) {
      const seen = await seePerson(world, id);
      expect(seen !== null || codesOf(sync, `person:${id}`).length > 0, JSON.stringify(id)).toBe(true);
    }
    expect(await mustSync(world)).toMatchObject({ applied: 0 });
    expect(await danhba(world, ["log", "verify"])).toMatchObject({ status: 0 });
  });
});
