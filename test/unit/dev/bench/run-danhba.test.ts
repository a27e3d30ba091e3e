import { expect, it } from "vitest";
import { cpuOf } from "../../../../src/dev/bench/run-danhba.ts";

it("a process's time is its own and the system's for it, whatever its name holds", () => {
  const fields = "S 1 2 2 0 -1 4194560 900 0 0 0 150 25 7 7 20 0 11 0 12345";
  expect(cpuOf(`42 (node) ${fields}`)).toBe(1_750);
  expect(cpuOf(`42 (a (b) c) ${fields}`)).toBe(1_750);
});
