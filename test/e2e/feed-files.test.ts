/** Files as offices really send them, through the command line into the database: old encodings, UTF-16, XLSX. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { encodeTcvn3 } from "../../src/feed/decode-tcvn3.ts";
import { danhba, mustSync } from "../support/danhba.ts";
import { freshWorld, type World } from "../support/world.ts";
import { rows, workbook } from "../unit/workbook/workbook-builder.ts";
import { mustSee } from "./directory-view.ts";
import { deliver, loadSmallProvince } from "./small-province.ts";

const NAMES = ["Nguyễn Thị Hòa", "Trần Văn Đỗ", "Phạm Đức Mạnh", "Hồ Thị Kim Lệ", "Vũ Thanh An"];
const HEAD = "id,full_name,registered_at";

let world: World;
const namesOf = async (prefix: string): Promise<unknown[]> => {
  const found = await world.query(
    `SELECT full_name FROM hr.person WHERE id LIKE '${prefix}%' ORDER BY id COLLATE "C"`,
  );
  return found.map((person) => (person as { full_name: string }).full_name);
};

beforeAll(async () => {
  world = await freshWorld();
  await loadSmallProvince(world);
});
afterAll(() => world.stop());

it("text in TCVN3 is refused with the proposal and samples, and loaded as Unicode once it is accepted", async () => {
  const lines = NAMES.map((name, index) => `T${index},${encodeTcvn3(name)},2024-01-0${index + 1}`);
  const file = { "people.csv": `${HEAD}\n${lines.join("\n")}\n` };
  const refused = await deliver(world, file);
  expect(refused.status).toBe(24);
  expect(refused.stderr).toContain("--encoding tcvn3");
  expect(refused.stderr).toContain("Nguyễn Thị Hòa");
  expect(await namesOf("T")).toEqual([]);

  const path = `${world.dir}/people.csv`;
  const accepted = await danhba(world, ["feed", "import", "--mode", "delta", "--encoding", "tcvn3", path]);
  expect(accepted.status, accepted.stderr).toBe(0);
  expect(await namesOf("T")).toEqual(NAMES);
  const delivery = await world.query("SELECT source FROM hr.delivery ORDER BY id DESC LIMIT 1");
  expect(JSON.stringify(delivery)).toContain("tcvn3");
});

it("UTF-16 with a byte order mark, as Excel writes Unicode text, is read", async () => {
  const text = `\ufeff${HEAD}\nU1,Lê Thị Mới,2024-02-01\n`;
  const outcome = await deliver(world, { "people.csv": Buffer.from(text, "utf16le") });
  expect(outcome.status, outcome.stderr).toBe(0);
  expect(await namesOf("U")).toEqual(["Lê Thị Mới"]);
});

it("a workbook with a title above its headings makes an account", async () => {
  const people = workbook({
    sheets: [
      {
        name: "Nhân sự",
        data: rows(["DANH SÁCH CÔNG CHỨC"], ["Số hiệu CBCCVC", "Họ và tên"], ["X1", "Đinh Thị Mỹ Liên"]),
      },
    ],
  });
  const outcome = await deliver(world, {
    "people.xlsx": people,
    "appointments.csv": "id,person_id,unit_code,title,effective_from\nVX1,X1,SNV,Chuyên viên,2024-01-01\n",
  });
  expect(outcome.status, outcome.stderr).toBe(0);
  await mustSync(world);
  expect(await mustSee(world, "X1")).toMatchObject({ cn: ["Đinh Thị Mỹ Liên"], uid: ["dtmlien"] });
});
