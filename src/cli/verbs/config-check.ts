/** `danhba config check`: settings and every shipped profile, with all findings. */
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { type FileProblem, loadProfile, loadSettings } from "../../config/load-settings.ts";
import { checkProfile } from "../../naming/check-profile.ts";
import { keyProblemText } from "../../texts/key-problems.ts";
import { VIEW_TEXTS } from "../../texts/views.ts";
import { EXIT } from "../exit-status.ts";
import { jsonText, problemLine, type Session } from "../session.ts";

/** Returns 0, or 1 when there is any finding; findings are the result, so they go to stdout. */
export async function configCheckVerb(session: Session): Promise<number> {
  const { config } = session.options;
  const settings = loadSettings(config, session.environment.lookup);
  const problems: FileProblem[] = "problems" in settings ? [...settings.problems] : [];
  for (const name of profileNames(dirname(config))) {
    const loaded = loadProfile(dirname(config), name);
    if ("problems" in loaded) {
      // Profiles in use are reported with the settings already.
      problems.push(
        ...loaded.problems.filter(
          ({ file, line }) => !problems.some((p) => p.file === file && p.line === line),
        ),
      );
    } else {
      const { file } = loaded.profile;
      problems.push(...checkProfile(loaded.profile).map((problem) => ({ ...problem, file })));
    }
  }
  if (session.isJson)
    session.print(
      jsonText({
        formatVersion: 1,
        findings: problems.map((problem) => ({
          ...problem,
          message: keyProblemText(session.lang, problem.message),
        })),
      }),
    );
  else
    session.print(
      problems.length === 0
        ? VIEW_TEXTS[session.lang].configOk
        : problems.map((problem) => problemLine(session.lang, problem)).join("\n"),
    );
  return problems.length === 0 ? EXIT.done : EXIT.usage;
}

/** Every profile beside the settings, in use or not; a missing folder is reported by the settings themselves. */
function profileNames(folder: string): string[] {
  try {
    const files = readdirSync(join(folder, "profiles"));
    return files.filter((file) => file.endsWith(".yaml")).map((file) => file.slice(0, -".yaml".length));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}
