/** The same directory through OpenLDAP's own client, so that nobody has to take our word for it. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { DanhbaError } from "../../model/error.ts";
import type { Lang } from "../../texts/lang.ts";
import type { EnvName } from "../services/env-file.ts";
import { inheritedEnvironment } from "../services/environment.ts";
import { ldapTool } from "../services/slapd-programs.ts";
import { DEMO_TEXTS } from "./demo-texts.ts";

const run = promisify(execFile);

export async function showLdapsearch(
  { lang, print }: { readonly lang: Lang; readonly print: (text: string) => void },
  env: Readonly<Record<EnvName, string>>,
): Promise<void> {
  const words = DEMO_TEXTS[lang];
  const tool = await ldapTool("ldapsearch").catch((error: unknown) => {
    if (error instanceof DanhbaError && error.code === "SERVICES_UNAVAILABLE") return null;
    throw error;
  });
  if (tool === null) {
    print(`\n${words.noSearch}`);
    return;
  }
  const query = [
    "-x",
    "-LLL",
    "-H",
    env.LDAP_URL,
    "-b",
    env.LDAP_SUFFIX,
    "(danhbaStatus=disabled)",
    "mail",
    "danhbaStatus",
  ];
  const login = ["-D", env.LDAP_BIND_DN, "-w", env.LDAP_BIND_PASSWORD];
  const { stdout } = await run(tool.command, [...login, ...query], { env: inheritedEnvironment(tool.env) });
  print(
    `\n${words.search}: ldapsearch ${query.map((part) => (part.includes("(") ? `'${part}'` : part)).join(" ")}`,
  );
  print(stdout.trim().replaceAll(/^/gm, "  "));
}
