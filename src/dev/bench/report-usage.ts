/** Loaded into a danhba process that is measured: at its end it tells its peak memory on file descriptor 3. */
import { readFileSync, writeSync } from "node:fs";

/** `VmHWM`, of this process alone; what `getrusage` tells begins with the memory of whoever started it. */
const HIGH_WATER = /^VmHWM:\s+(\d+) kB$/m;
const REPORT = 3;

process.on("exit", () => {
  const status = readFileSync("/proc/self/status", "utf8");
  writeSync(REPORT, HIGH_WATER.exec(status)?.[1] ?? "");
});
