/** The short wait between two looks at something that another process does. */
import { setTimeout as delay } from "node:timers/promises";

/** Short beside everything that is measured by looking again and again, long enough to leave the processor alone. */
const STEP_MS = 2;

/** @throws AbortError when the benchmark is to end */
export const pause = (signal: AbortSignal): Promise<void> => delay(STEP_MS, undefined, { signal });
