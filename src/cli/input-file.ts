/** Small files that an option names. */
import { readFile } from "node:fs/promises";
import { DanhbaError } from "../model/error.ts";

/** @throws DanhbaError USAGE for a file that cannot be read */
export async function readInput(argument: string, file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new DanhbaError("USAGE", { argument, value: file, problem: "UNREADABLE" }, error);
  }
}
