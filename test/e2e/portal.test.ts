import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ldapTool } from "../../src/dev/services/slapd-programs.ts";
import { mustSync } from "../support/danhba.ts";
import { asUser } from "../support/directory.ts";
import { freshWorld, type World } from "../support/world.ts";
import { dnOf, mustSee, setPassword } from "./directory-view.ts";
import { loadSmallProvince, setStatus, transfer } from "./small-province.ts";

/** Of README: what stands between "For portals" and the next section. */
const section = /\n## For portals[\s\S]*?(?=\n## )/.exec(await readFile("README.md", "utf8"))?.[0] ?? "";
const blocksOf = (language: string): string[] =>
  [...section.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, "g"))].map(
    ([, text]) => text ?? "",
  );

/** The commands by the comment above each: `# by address` → `ldapsearch …`. */
const commands = new Map(
  blocksOf("sh").flatMap((block) =>
    block
      .split(/^# /m)
      .slice(1)
      .map((part): [string, string] => {
        const end = part.indexOf("\n");
        return [part.slice(0, end), part.slice(end + 1).trim()];
      }),
  ),
);

const HOST = "ldaps://ldap.example.vn";
const ISSUED = "Cap-lan-dau-2026";
const CHOSEN = "Tu-chon-2026-Xuan";

let world: World;
let tools: { readonly path: string; readonly env: Readonly<Record<string, string>> };

beforeAll(async () => {
  world = await freshWorld();
  const { command, env } = await ldapTool("ldapsearch");
  tools = { path: [dirname(command), world.env.PATH].join(delimiter), env };
  await loadSmallProvince(world);
  await mustSync(world);
  // Nguyễn Thế Bình moves: ntbinh.sotttt becomes an alias of ntbinh.huyenmx.
  await transfer(world, "P06", "HMX-NV", "202/QĐ-UBND");
  await mustSync(world);
  await setPassword(world, dnOf(await mustSee(world, "P06")), ISSUED);
  await writePassword("portal.pw", "a-long-random-password");
  await writePassword("person.pw", ISSUED);
  await writePassword("new.pw", CHOSEN);
});
afterAll(() => world.stop());

/** Without a line's end, which would belong to the password. */
const writePassword = (name: string, password: string): Promise<void> =>
  writeFile(join(world.dir, name), password, { mode: 0o600 });

interface Answer {
  readonly status: number;
  readonly text: string;
}

async function shell(command: string): Promise<Answer> {
  const env = { ...tools.env, PATH: tools.path, LDAPNOINIT: "1" };
  try {
    const { stdout, stderr } = await promisify(execFile)("sh", ["-c", command], { cwd: world.dir, env });
    return { status: 0, text: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { status: code, text: stdout + stderr };
  }
}

/** A command of README as it stands there, but for the host; `change` makes another case of it. */
async function runs(name: string, change: (command: string) => string = (same) => same): Promise<Answer> {
  const command = commands.get(name);
  if (command === undefined) throw new Error(`README has no command "${name}"`);
  return await shell(change(command).replaceAll(HOST, world.directory.url));
}

/** LDIF with its folded lines joined and base64 read. */
const plain = ({ text }: Answer): string =>
  text.replaceAll(/\n /g, "").replaceAll(/^(\w+):: (.*)$/gm, (_line, name: string, value: string) => {
    return `${name}: ${Buffer.from(value, "base64").toString("utf8")}`;
  });

const FOUND = `dn: uid=ntbinh.huyenmx,ou=people,dc=soctrang,dc=gov,dc=vn
danhbaId: fabdb350-57d0-5a39-a832-f684ea2c513a
displayName: Nguyễn Thế Bình
mail: ntbinh.huyenmx@soctrang.gov.vn`;
const linesOf = (text: string): string[] => text.trim().split("\n").toSorted();

describe("README's section for portals", () => {
  it("has a command for each thing that a portal does, and no other", () => {
    expect([...commands.keys()]).toEqual([
      "by address",
      "by an earlier address (alias)",
      "by login name",
      "by danhbaId",
      "sign in",
      "change the password",
      "the groups of a person",
      "the members of a group",
    ]);
    expect(world.directory.suffix).toBe("dc=soctrang,dc=gov,dc=vn");
  });

  it("makes the portal's account, which reads all but passwords", async () => {
    await writeFile(join(world.dir, "portal.ldif"), blocksOf("ldif").join("\n"));
    const { url, adminDn, adminPassword } = world.directory;
    await writePassword("admin.pw", adminPassword);
    const added = await shell(`ldapadd -x -H ${url} -D ${adminDn} -y admin.pw -f portal.ldif`);
    expect(added.status, added.text).toBe(0);
    const portal = "cn=portal,ou=services,dc=soctrang,dc=gov,dc=vn";
    const seen = await asUser(world.directory, portal, "a-long-random-password", async (client) => {
      const { searchEntries } = await client.search(world.directory.suffix, {
        filter: "(|(uid=*)(userPassword=*))",
        attributes: ["uid", "userPassword", "pwdLastSuccess", "pwdHistory"],
      });
      return searchEntries;
    });
    expect(seen.length).toBeGreaterThan(12);
    for (const { userPassword, pwdLastSuccess, pwdHistory } of seen) {
      expect([userPassword, pwdLastSuccess, pwdHistory].flat()).toEqual([]);
    }
  });

  it("is not shut out by wrong passwords of its own", async () => {
    const portal = "-D cn=portal,ou=services,dc=soctrang,dc=gov,dc=vn -w wrong";
    for (let attempt = 0; attempt < 12; attempt += 1) {
      expect((await shell(`ldapwhoami -x -H ${world.directory.url} ${portal}`)).status).toBe(49);
    }
    expect((await runs("by login name")).status).toBe(0);
  });

  it.each(["by address", "by an earlier address (alias)", "by login name", "by danhbaId"])(
    "finds the one person %s",
    async (name) => {
      const answer = await runs(name);
      expect(answer.status, answer.text).toBe(0);
      expect(linesOf(plain(answer))).toEqual(linesOf(FOUND));
    },
  );

  it("tells that an issued password must be changed, and allows nothing else", async () => {
    const answer = await runs("sign in");
    expect(answer.status, answer.text).toBe(0);
    expect(answer.text).toMatch(/must be changed|reset/i);
    const own = "-D uid=ntbinh.huyenmx,ou=people,dc=soctrang,dc=gov,dc=vn -y person.pw";
    const search = await shell(
      `ldapsearch -LLL -x -H ${world.directory.url} ${own} -b ou=people,dc=soctrang,dc=gov,dc=vn`,
    );
    expect(search.status).toBe(50);
  });

  it("changes the password, refusing a wrong old one and one that is too short", async () => {
    await writePassword("wrong.pw", "khong-phai-mat-khau");
    const wrong = await runs("change the password", (command) =>
      command.replace("-t person.pw", "-t wrong.pw"),
    );
    expect(wrong.text).toMatch(/\(53\)/);
    await writePassword("short.pw", "Ngan-1");
    const short = await runs("change the password", (command) => command.replace("-T new.pw", "-T short.pw"));
    expect(short.text).toMatch(/\(19\)/);
    const answer = await runs("change the password");
    expect(answer.status, answer.text).toBe(0);

    await writePassword("person.pw", CHOSEN);
    const signedIn = await runs("sign in");
    expect(signedIn.status, signedIn.text).toBe(0);
    expect(signedIn.text).toContain("dn:uid=ntbinh.huyenmx,ou=people,dc=soctrang,dc=gov,dc=vn");
    expect(signedIn.text).not.toMatch(/must be changed|reset/i);
  });

  it("refuses a wrong password with 49 and an empty one with 53", async () => {
    expect((await runs("sign in", (command) => command.replace("-y person.pw", "-w wrong"))).status).toBe(49);
    expect((await runs("sign in", (command) => command.replace("-y person.pw", '-w ""'))).status).toBe(53);
    const nobody = await runs("sign in", (command) => command.replace("uid=ntbinh.huyenmx", "uid=nobody"));
    expect(nobody.status).toBe(49);
  });

  it("lists a person's groups and a group's members", async () => {
    const groups = plain(await runs("the groups of a person"));
    expect([...groups.matchAll(/^cn: (.*)$/gm)].map(([, cn = ""]) => cn).toSorted()).toEqual([
      "class-cong_chuc",
      "subtree-HMX",
      "subtree-HMX-NV",
      "unit-HMX-NV",
    ]);
    const members = plain(await runs("the members of a group"));
    expect(members).toContain("member: uid=ntbinh.huyenmx,ou=people,");
    expect(members).toContain("member: cn=nobody,ou=services,");
    expect([...members.matchAll(/^member: uid=/gm)]).toHaveLength(7);
  });

  it("shuts out whoever has left: not found, not in a group, and refused with 49", async () => {
    await setStatus(world, ["P06"], "resigned");
    await mustSync(world);
    for (const name of ["by address", "by an earlier address (alias)", "by login name", "by danhbaId"]) {
      expect(await runs(name), name).toEqual({ status: 0, text: "" });
    }
    expect((await runs("sign in")).status).toBe(49);
    expect(await runs("the groups of a person")).toEqual({ status: 0, text: "" });
  });
});
