import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** Files that keep nothing outside of themselves share a worker: loading everything anew for each takes a third of the time. */
const pure = { isolate: false, testTimeout: 30_000 };

const services = {
  globalSetup: ["test/support/global-services.ts"],
  // Only what hangs should meet them: a first load of 2,000 people takes a minute on a machine that has other work.
  testTimeout: 180_000,
  hookTimeout: 240_000,
};

export default defineConfig({
  test: {
    // Vitest leaves one processor to itself; but files that run servers wait as well as work, and one more fills the gaps.
    maxWorkers: availableParallelism() + 1,
    projects: [
      { test: { name: "unit", include: ["test/unit/**/*.test.ts"], ...pure } },
      { test: { name: "repo", include: ["test/repo/**/*.test.ts"], ...pure } },
      { test: { name: "integration", include: ["test/integration/**/*.test.ts"], ...services } },
      { test: { name: "faults", include: ["test/faults/**/*.test.ts"], ...services } },
      { test: { name: "e2e", include: ["test/e2e/**/*.test.ts"], ...services } },
    ],
  },
});
