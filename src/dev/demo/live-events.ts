/** A hire, a transfer and a retirement arriving through the feed, each shown as it lands in LDAP. */

import { setTimeout as delay } from "node:timers/promises";
import { Attribute, Change, Client, InvalidCredentialsError } from "ldapts";
import type { LogRecord } from "../../changelog/record.ts";
import type { Database } from "../../compose.ts";
import { DanhbaError } from "../../model/error.ts";
import { personOwner } from "../../model/owner.ts";
import type { DirectoryPort } from "../../ports/directory-port.ts";
import { KIND_TEXTS, REASON_TEXTS } from "../../texts/changes.ts";
import type { Lang } from "../../texts/lang.ts";
import type { EnvName } from "../services/env-file.ts";
import { randomSecret } from "../services/random-secret.ts";
import { deliver } from "./deliver.ts";
import { DEMO_TEXTS, type DemoKey } from "./demo-texts.ts";

export interface LiveContext {
  readonly lang: Lang;
  readonly realm: string;
  readonly env: Readonly<Record<EnvName, string>>;
  readonly database: Database;
  readonly directory: DirectoryPort;
  readonly print: (text: string) => void;
}

/** The regulation's own example of a name (Điều 3); no real person. */
const PERSON = "DEMO-0001";
const OWNER = personOwner(PERSON);
const PEOPLE_HEAD = "id,full_name,staff_class,status,status_from,registered_at,decision_no,decision_date";
const POSTS_HEAD = "id,person_id,unit_code,title,kind,effective_from,decision_no,decision_date";

/** Longest wait for a change; it takes well under two seconds. */
const PATIENCE_MS = 20_000;
const LOOK_EVERY_MS = 20;

export async function showLiveEvents(
  context: LiveContext,
  units: { readonly from: string; readonly to: string },
): Promise<void> {
  const { env } = context;
  const today = new Date().toISOString().slice(0, 10);
  const working = `${PERSON},Nguyễn Thanh Bình,cong_chuc,working,${today},${today}T01:00:00Z,101/QĐ-SNV,${today}`;
  const post = (unit: string, decision: string) =>
    `DEMO-POST-1,${PERSON},${unit},Chuyên viên,primary,${today},${decision},${today}`;

  const hired = await happen(context, "hire", {
    "people.csv": `${PEOPLE_HEAD}\n${working}\n`,
    "appointments.csv": `${POSTS_HEAD}\n${post(units.from, "101/QĐ-SNV")}\n`,
  });
  const password = randomSecret();
  await setPassword(env, hired.dn, password);
  await showBind(context, hired.dn, password);

  const moved = await happen(context, "transfer", {
    "appointments.csv": `${POSTS_HEAD}\n${post(units.to, "202/QĐ-SNV")}\n`,
  });
  await showBind(context, moved.dn, password);

  const retired = working.replace(",working,", ",retired,").replaceAll("101/QĐ-SNV", "303/QĐ-SNV");
  const gone = await happen(context, "retire", { "people.csv": `${PEOPLE_HEAD}\n${retired}\n` });
  await showBind(context, gone.dn, password);
}

/** Delivers the files, waits for the log record, and shows what changed, why and how soon. */
async function happen(
  context: LiveContext,
  event: DemoKey,
  files: Readonly<Record<string, string>>,
): Promise<LogRecord> {
  const { lang, realm, env, directory, print } = context;
  const words = DEMO_TEXTS[lang];
  print(`\n▸ ${words[event]}`);
  const before = await newestRecord(context);
  const begun = performance.now();
  const delivered = Object.entries(files).map(([name, text]) => ({ name, bytes: Buffer.from(text, "utf8") }));
  await deliver(env.DATABASE_URL, delivered, { realm, source: "demo", mode: "delta" });
  const record = await recordAfter(context, before?.seq ?? 0);
  const entry = await directory.read(record.dn);
  const seconds = ((performance.now() - begun) / 1_000).toFixed(2);
  print(`  ${record.dn}`);
  print(`  ${words.visibleAfter} ${seconds} ${words.seconds}; entryUUID ${entry?.entryUuid ?? "-"}`);
  print(
    `  ${words.change}: ${KIND_TEXTS[record.kind][lang]}${record.dnBefore === null || record.dnBefore === record.dn ? "" : ` ${record.dnBefore} → ${record.dn}`}`,
  );
  for (const line of changeLines(record)) print(`    ${line}`);
  const decision = record.decisionNo === null ? "" : `, ${words.decision} ${record.decisionNo}`;
  print(
    `  ${words.clause} ${record.clause} (${REASON_TEXTS[record.reason][lang]})${decision}; ${words.record} ${record.seq}`,
  );
  return record;
}

/** Attributes that say something to a person; the others are in the log. */
const TOLD = ["mail", "mailLocalAddress", "o", "danhbaUnit", "danhbaStatus", "pwdAccountLockedTime"];

function changeLines({ kind, before, after, references }: LogRecord): string[] {
  const attributes = TOLD.filter((name) => name in after).map((name) => {
    const was = before[name]?.join(", ") ?? "";
    const is = after[name]?.join(", ") ?? "";
    return kind === "create" || was === "" ? `${name}: ${is || "–"}` : `${name}: ${was} → ${is || "–"}`;
  });
  const groups = references.map(({ dn, attribute, added, removed }) => {
    const signs = `${removed.length > 0 ? "−" : ""}${added.length > 0 ? "+" : ""}`;
    return `${attribute} ${signs} ${dn}`;
  });
  return [...attributes, ...groups];
}

async function newestRecord({ database, realm }: LiveContext): Promise<LogRecord | undefined> {
  const rows = await database.journal.log(realm, { owner: OWNER, limit: 1 });
  return rows[0]?.record as LogRecord | undefined;
}

async function recordAfter(context: LiveContext, seq: number): Promise<LogRecord> {
  const deadline = performance.now() + PATIENCE_MS;
  while (performance.now() < deadline) {
    const record = await newestRecord(context);
    if (record !== undefined && record.seq > seq) return record;
    await delay(LOOK_EVERY_MS);
  }
  throw new DanhbaError("SERVICES_UNAVAILABLE", {
    detail: "the service did not carry out the change in time",
  });
}

/** As the helpdesk would hand out a first password; danhba itself never sees it. */
async function setPassword(
  env: Readonly<Record<EnvName, string>>,
  dn: string,
  password: string,
): Promise<void> {
  const admin = new Client({ url: env.LDAP_URL });
  try {
    await admin.bind(env.LDAP_ADMIN_DN, env.LDAP_ADMIN_PASSWORD);
    const modification = new Attribute({ type: "userPassword", values: [password] });
    await admin.modify(dn, new Change({ operation: "replace", modification }));
  } finally {
    await admin.unbind();
  }
}

/** What a portal would see when he signs in. */
async function showBind({ lang, env, print }: LiveContext, dn: string, password: string): Promise<void> {
  const portal = new Client({ url: env.LDAP_URL });
  try {
    await portal.bind(dn, password);
    print(`  ${DEMO_TEXTS[lang].bindOk}`);
  } catch (error) {
    if (!(error instanceof InvalidCredentialsError)) throw error;
    print(`  ${DEMO_TEXTS[lang].bindRefused} (49 invalidCredentials)`);
  } finally {
    await portal.unbind();
  }
}
