/** Reads a profile's YAML; every problem comes with the line that it stands on. */
import { type ProfileData, profileSchema } from "./profile-schema.ts";
import { parseYaml, schemaProblems, type YamlProblem } from "./yaml-text.ts";

export interface Profile extends ProfileData {
  readonly file: string;
  /** The line of each worked example, in their order. */
  readonly exampleLines: readonly number[];
}

export type ProfileProblem = YamlProblem;

export type ProfileResult = { readonly profile: Profile } | { readonly problems: readonly ProfileProblem[] };

/**
 * Text of a profile file → the profile, or all problems found in it (syntax first, then shape). Does not execute
 * the worked examples: `checkProfile` does.
 */
export function parseProfile(yamlText: string, fileName: string): ProfileResult {
  const yaml = parseYaml(yamlText);
  if ("problems" in yaml) return yaml;
  const checked = profileSchema.safeParse(yaml.data);
  if (!checked.success) return { problems: schemaProblems(checked.error.issues, yaml.lineOf) };
  const exampleLines = checked.data.examples.map((_, index) => yaml.lineOf(["examples", index]));
  return { profile: { ...checked.data, file: fileName, exampleLines } };
}
