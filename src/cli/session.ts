/** What every verb is given: language, settings, output streams, and the realm it works on. */

import { type Database, openDatabase, openRealm } from "../compose.ts";
import { type Environment, readEnvironment } from "../config/environment.ts";
import { type FileProblem, type LoadedSettings, loadSettings, type Realm } from "../config/load-settings.ts";
import { DanhbaError } from "../model/error.ts";
import type { Progress, RealmServices } from "../reconcile/realm-services.ts";
import { keyProblemText } from "../texts/key-problems.ts";
import type { Lang } from "../texts/lang.ts";
import { showProgress } from "./progress.ts";
import { visibleJson, visibleText } from "./views/visible.ts";

export interface GlobalOptions {
  readonly config: string;
  readonly envFile?: string;
  readonly realm?: string;
  readonly json?: boolean;
  readonly lang?: Lang;
}

export interface Session {
  readonly lang: Lang;
  readonly isJson: boolean;
  readonly options: GlobalOptions;
  /** Read when first asked for. */
  readonly environment: Environment;
  /** The result, on stdout. */
  readonly print: (text: string) => void;
  /** For a person's eyes, on stderr. */
  readonly tell: (text: string) => void;
}

export function openSession(options: GlobalOptions, lang: Lang): Session {
  let environment: Environment | null = null;
  return {
    lang,
    isJson: options.json === true,
    options,
    get environment() {
      environment ??= readEnvironment(options.envFile ?? null);
      return environment;
    },
    print: (text) => void process.stdout.write(`${visibleText(text)}\n`),
    tell: (text) => void process.stderr.write(`${visibleText(text)}\n`),
  };
}

/** Two spaces deep for people, yet one document. */
export const jsonText = (document: Readonly<Record<string, unknown>>): string =>
  visibleJson(JSON.stringify(document, null, 2));

/** @throws DanhbaError SETTINGS_INVALID for the first problem, after all have been told */
export function settingsOf(session: Session): LoadedSettings {
  const result = loadSettings(session.options.config, session.environment.lookup);
  if ("settings" in result) return result.settings;
  for (const problem of result.problems.slice(1))
    session.tell(`danhba: ${problemLine(session.lang, problem)}`);
  const [first] = result.problems;
  throw new DanhbaError("SETTINGS_INVALID", {
    setting:
      first === undefined
        ? ""
        : `${first.file}${first.line > 0 ? `:${first.line}` : ""} ${first.path}`.trim(),
    problem: keyProblemText(session.lang, first?.message ?? ""),
  });
}

/** `config/danhba.yaml:7 realms[0].id: must be …`. */
export function problemLine(lang: Lang, { file, line, path, message }: FileProblem): string {
  const text = keyProblemText(lang, message);
  return `${file}${line > 0 ? `:${line}` : ""}${path === "" ? "" : ` ${path}`}: ${text}`;
}

/** The one realm there is, or the one that `--realm` names. */
export function realmOf(session: Session, { realms }: LoadedSettings): Realm {
  const wanted = session.options.realm;
  const known = realms.map(({ settings }) => settings.id).join(", ");
  if (wanted === undefined) {
    const [only] = realms;
    if (only !== undefined && realms.length === 1) return only;
    throw new DanhbaError("USAGE", { argument: "--realm", value: "", problem: "CHOOSE_REALM", known });
  }
  const found = realms.find(({ settings }) => settings.id === wanted);
  if (found !== undefined) return found;
  throw new DanhbaError("USAGE", {
    argument: "--realm",
    value: wanted,
    problem: "UNKNOWN_REALM",
    known,
  });
}

/** Opens the database for one realm and closes it whatever happens. */
export async function withDatabase<T>(
  session: Session,
  work: (database: Database, realm: Realm) => Promise<T>,
): Promise<T> {
  const settings = settingsOf(session);
  const realm = realmOf(session, settings);
  const database = openDatabase(settings.databaseUrl, settings.realms);
  try {
    return await work(database, realm);
  } finally {
    await database.close();
  }
}

/** Opens the directory too. */
export async function withServices<T>(
  session: Session,
  database: Database,
  realm: Realm,
  work: (services: RealmServices) => Promise<T>,
): Promise<T> {
  const progress: Progress = showProgress(session);
  const opened = await openRealm(realm, database, progress);
  try {
    return await work(opened.services);
  } finally {
    await opened.close();
  }
}

/** Aborted by the first SIGTERM or SIGINT. */
export function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const name of ["SIGTERM", "SIGINT"] as const) process.on(name, () => stop.abort());
  return stop.signal;
}
