/** `danhba doctor`: every precondition, whether it holds, and the mend. */
import { openProbes } from "../../compose.ts";
import { type FileProblem, loadSettings, type Realm } from "../../config/load-settings.ts";
import { CHECK_OUTCOMES, type Check } from "../../model/check.ts";
import { DanhbaError } from "../../model/error.ts";
import { checkProfile } from "../../naming/check-profile.ts";
import { type Examination, examination, examine } from "../../reconcile/doctor.ts";
import { CHECK_STATUS_TEXTS, checkText } from "../../texts/checks.ts";
import type { Lang } from "../../texts/lang.ts";
import { VIEW_TEXTS } from "../../texts/views.ts";
import { EXIT } from "../exit-status.ts";
import { jsonText, problemLine, realmOf, type Session } from "../session.ts";

/**
 * Prints all checks, also those after a failed one.
 * @throws DanhbaError for the first check that failed, with the fault that it stands for
 */
export async function doctorVerb(session: Session): Promise<number> {
  const loaded = loadSettings(session.options.config, session.environment.lookup);
  if ("problems" in loaded) {
    const [first] = loaded.problems;
    report(
      session,
      null,
      examination([settingsCheck(session.lang, "settings", loaded.problems.length, first)]),
    );
    return EXIT.done;
  }
  const realm = realmOf(session, loaded.settings);
  const { id, ldap } = realm.settings;
  const { inactivity } = realm.profile.limits;
  const terms = {
    url: ldap.url,
    suffix: ldap.suffix,
    bindDn: ldap.bindDn,
    inactivityMonths: inactivity?.months ?? null,
    transactions: ldap.transactions,
  };
  const settings: Check[] = [
    { id: "settings", code: "SETTINGS_READ", params: { realm: id } },
    profileCheck(session.lang, realm),
  ];
  report(session, id, await examine(settings, openProbes(realm, loaded.settings.databaseUrl), terms));
  return EXIT.done;
}

function profileCheck(lang: Lang, { settings, profile }: Realm): Check {
  const problems = checkProfile(profile);
  const [first] = problems;
  return first === undefined
    ? { id: "profile", code: "PROFILE_HOLDS", params: { profile: settings.profile } }
    : settingsCheck(lang, "profile", problems.length, { ...first, file: profile.file }, settings.profile);
}

/** The first of several problems of a file; the others are for `config check`. */
function settingsCheck(
  lang: Lang,
  id: "settings" | "profile",
  problems: number,
  problem: FileProblem | undefined,
  profile = "",
): Check {
  const first = problem === undefined ? "" : problemLine(lang, problem);
  // setting and problem are what the fault's own text is made of
  const params = { problems, first, profile, setting: first, problem: "SEE_CONFIG_CHECK" };
  return { id, code: id === "settings" ? "SETTINGS_WRONG" : "PROFILE_WRONG", params };
}

function report(session: Session, realm: string | null, found: Examination): void {
  const { lang } = session;
  const { checks, skipped, fault } = found;
  const rows = checks.map((check) => ({
    id: check.id,
    status: CHECK_OUTCOMES[check.code].status,
    code: check.code,
    ...checkText(lang, check),
  }));
  const failed = checks.filter(({ code }) => CHECK_OUTCOMES[code].status === "failed");
  if (session.isJson) session.print(jsonText({ formatVersion: 1, realm, checks: rows, skipped }));
  else {
    const words = VIEW_TEXTS[lang];
    const names = CHECK_STATUS_TEXTS[lang];
    const width = Math.max(...Object.values(names).map(({ length }) => length));
    const lines = rows.flatMap(({ id, status, message, mend }) => [
      `${names[status].padEnd(width)}  ${id}: ${message}`,
      ...(mend === null ? [] : [`${" ".repeat(width)}  → ${mend}`]),
    ]);
    if (skipped.length > 0) lines.push(`${words.notChecked}: ${skipped.join(", ")}`);
    session.print(lines.join("\n"));
  }
  const [first] = failed;
  if (fault === null || first === undefined) return;
  throw new DanhbaError(fault, { ...first.params, failed: failed.length, check: first.id });
}
