/** The machine's language decides nothing: in Turkish the capital of i is İ and the small letter of I is ı. */
import { spawnSync } from "node:child_process";
import { expect, it, vi } from "vitest";
import { FAMILY, GIVEN, MIDDLE } from "./arbitraries.ts";
import { PROFILES } from "./profiles.ts";

vi.setConfig({ testTimeout: 60_000 });

const SPELLINGS = [
  (name: string) => name,
  (name: string) => name.toLocaleUpperCase("vi"),
  (name: string) => name.toLowerCase(),
  (name: string) => name.normalize("NFD"),
];
const NAMES = FAMILY.flatMap((family, index) => [
  `${family} ${MIDDLE[index % MIDDLE.length]} ${GIVEN[index % GIVEN.length]}`,
  `${family} Thị Minh Kiều`,
]);
const BATCH = JSON.stringify({
  units: [
    { code: "1", name: "SỞ CÔNG THƯƠNG VÀ DU LỊCH" },
    { code: "2", name: "xã Hòa Tú II", parent: "3" },
    { code: "3", name: "HUYỆN MỸ XUYÊN" },
    { code: "4", name: "Sở Nội vụ", mailboxName: "SoNoiVuI" },
  ],
  people: NAMES.flatMap((name, at) =>
    SPELLINGS.map((spell, which) => ({
      id: `${at}-${which}`,
      fullName: spell(name),
      unit: String(1 + (at % 4)),
    })),
  ),
  taken: [{ localPart: "NTMKIEU", owner: "somebody" }],
});

function node(locale: string, args: readonly string[], input = ""): string {
  const env = { ...process.env, LC_ALL: locale, LANG: locale };
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { input, encoding: "utf8", env });
  expect(status, stderr).toBe(0);
  return stdout;
}

it("a process can be Turkish", () => {
  const locale = "Intl.DateTimeFormat().resolvedOptions().locale";
  expect(node("tr_TR.UTF-8", ["--print", locale]).trim()).toBe("tr-TR");
});

it.each(PROFILES)(
  "names by the rules of $id are the same in a Turkish and a Vietnamese process",
  ({ id }) => {
    const name = (locale: string) =>
      node(locale, ["src/cli/main.ts", "name", "--profile", id, "--lang", "en"], BATCH);
    const turkish = name("tr_TR.UTF-8");
    expect(JSON.parse(turkish).people).toHaveLength(NAMES.length * SPELLINGS.length);
    expect(turkish).toBe(name("vi_VN.UTF-8"));
  },
);
