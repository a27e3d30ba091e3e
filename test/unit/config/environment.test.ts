import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { readEnvironment } from "../../../src/config/environment.ts";
import { readLang } from "../../../src/config/read-lang.ts";
import { DanhbaError } from "../../../src/model/error.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "danhba-environment-"));
});
afterEach(() => vi.unstubAllEnvs());
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe("readEnvironment", () => {
  it("reads a file of variables, and real variables win over it", () => {
    const path = file("some.env", "DANHBA_TEST_A=file\nDANHBA_TEST_B='two words'\n");
    vi.stubEnv("DANHBA_TEST_A", "real");
    const { lookup } = readEnvironment(path);
    expect([lookup("DANHBA_TEST_A"), lookup("DANHBA_TEST_B"), lookup("DANHBA_TEST_C")]).toEqual([
      "real",
      "two words",
      null,
    ]);
  });

  it("is told the file by DANHBA_ENV_FILE where no option names one", () => {
    vi.stubEnv("DANHBA_ENV_FILE", file("other.env", "DANHBA_TEST_A=other\n"));
    expect(readEnvironment(null).lookup("DANHBA_TEST_A")).toBe("other");
    expect(readEnvironment(file("named.env", "")).lookup("DANHBA_TEST_A")).toBeNull();
  });

  it.each(["secret\n", "secret\r\nsecond line\n", "secret"])(
    "takes the first line of the file that NAME_FILE names: %j",
    (text) => {
      vi.stubEnv("DANHBA_TEST_A_FILE", file("secret", text));
      expect(readEnvironment(file("empty.env", "")).lookup("DANHBA_TEST_A")).toBe("secret");
    },
  );

  it("keeps spaces of a secret, which may be part of it", () => {
    const env = file("with-file.env", `DANHBA_TEST_A_FILE=${file("spaces", " a b \n")}\n`);
    expect(readEnvironment(env).lookup("DANHBA_TEST_A")).toBe(" a b ");
  });

  it("prefers the variable itself over its file", () => {
    vi.stubEnv("DANHBA_TEST_A", "plain");
    vi.stubEnv("DANHBA_TEST_A_FILE", join(folder, "none"));
    expect(readEnvironment(file("empty.env", "")).lookup("DANHBA_TEST_A")).toBe("plain");
  });

  it("says which file cannot be read: the one named by option, or by NAME_FILE", () => {
    const fault = (work: () => unknown) => {
      try {
        return work();
      } catch (error) {
        return error instanceof DanhbaError
          ? `${error.code} ${Object.values(error.params).join(" ")}`
          : error;
      }
    };
    const none = join(folder, "none");
    expect(fault(() => readEnvironment(none))).toMatch(/^SETTINGS_INVALID --env-file .*none/);
    vi.stubEnv("DANHBA_TEST_A_FILE", none);
    const { lookup } = readEnvironment(file("empty.env", ""));
    expect(fault(() => lookup("DANHBA_TEST_A"))).toMatch(/^SETTINGS_INVALID DANHBA_TEST_A_FILE .*none/);
  });
});

describe("readLang", () => {
  it.each`
    argv                     | DANHBA_LANG | LC_ALL           | LC_MESSAGES      | LANG             | lang
    ${[]}                    | ${""}       | ${""}            | ${""}            | ${""}            | ${"en"}
    ${[]}                    | ${""}       | ${""}            | ${""}            | ${"vi_VN.UTF-8"} | ${"vi"}
    ${[]}                    | ${""}       | ${"en_US.UTF-8"} | ${""}            | ${"vi_VN.UTF-8"} | ${"en"}
    ${[]}                    | ${""}       | ${""}            | ${"vi_VN.UTF-8"} | ${"C"}           | ${"vi"}
    ${[]}                    | ${""}       | ${""}            | ${""}            | ${"C.UTF-8"}     | ${"en"}
    ${[]}                    | ${"vi"}     | ${"en_US.UTF-8"} | ${""}            | ${""}            | ${"vi"}
    ${["--lang", "en"]}      | ${"vi"}     | ${""}            | ${""}            | ${"vi_VN"}       | ${"en"}
    ${["sync", "--lang=vi"]} | ${""}       | ${""}            | ${""}            | ${"en_US"}       | ${"vi"}
    ${["--lang"]}            | ${""}       | ${""}            | ${""}            | ${"vi_VN"}       | ${"vi"}
  `("$argv, DANHBA_LANG=$DANHBA_LANG, LC_ALL=$LC_ALL, LC_MESSAGES=$LC_MESSAGES, LANG=$LANG: $lang", (row) => {
    const { argv, lang, ...variables } = row as Record<string, string> & { argv: string[] };
    for (const [name, value] of Object.entries(variables)) {
      vi.stubEnv(name, value === "" && name === "DANHBA_LANG" ? undefined : value);
    }
    expect(readLang(["node", "danhba", ...argv])).toBe(lang);
  });

  it("takes an empty DANHBA_LANG for one that is not set", () => {
    vi.stubEnv("DANHBA_LANG", "");
    for (const name of ["LC_ALL", "LC_MESSAGES"]) vi.stubEnv(name, undefined);
    vi.stubEnv("LANG", "vi_VN.UTF-8");
    expect(readLang([])).toBe("vi");
  });
});
