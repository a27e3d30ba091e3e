/** Writes the shipped sample province into a folder. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { generateProvince, type ProvinceOptions } from "./generate-province.ts";
import { provinceCsv, SAMPLE_FILES } from "./province-csv.ts";

/** Seed and size of the files in `config/samples/soctrang`. */
export const SHIPPED_SAMPLE: ProvinceOptions = { seed: 172014, people: 2_000 };

/** Where the shipped files are; two folders up from `src/dev/sample` is `src`'s parent. */
export const SAMPLE_FOLDER = join(import.meta.dirname, "..", "..", "..", "config", "samples", "soctrang");

/** Writes `units.csv`, `people.csv` and `appointments.csv` and returns their paths, in the order of loading. */
export async function writeSample(
  folder: string = SAMPLE_FOLDER,
  options = SHIPPED_SAMPLE,
): Promise<string[]> {
  const files = provinceCsv(generateProvince(options));
  await mkdir(folder, { recursive: true });
  const paths = SAMPLE_FILES.map((name) => join(folder, name));
  await Promise.all(SAMPLE_FILES.map((name, index) => writeFile(paths[index] ?? name, files[name])));
  return paths;
}
