/** Settings of a realm that a random walk goes through: a gate that holds now and then, and groups of applications. */
import { DEFAULT_LIMITS, type GateLimits } from "../../../src/gate/limits.ts";
import type { GroupRule } from "../../../src/model/group-rule.ts";

/** As shipped. */
export const WALK_GATE: GateLimits = DEFAULT_LIMITS;

const ANYBODY = { units: null, below: false, kinds: null, maxRank: null, classes: null };

export const WALK_GROUPS: readonly GroupRule[] = [
  { ...ANYBODY, name: "van-ban", description: "Hệ thống văn bản", classes: ["cong_chuc"] },
  { ...ANYBODY, name: "mot-cua", description: "Một cửa", units: ["HKS", "SNV"], below: true, maxRank: 2 },
];

/** The same as `config/danhba.yaml` has it. */
export const WALK_SETTINGS = { gate: WALK_GATE, groups: WALK_GROUPS, handover: { slips: true } };

/** Quảng Trị has no rule for personal names: there people ask for one. */
export const wishIn =
  (profile: string) =>
  (id: string): string | null =>
    profile === "quangtri" ? `${id}.tinhuy` : null;

const DEFAULT_SEED = 20_261_121;

/** The same walks every time, unless `WALK_SEED` says otherwise. */
export const walkSeed = (): number => Number(process.env.WALK_SEED ?? DEFAULT_SEED);

/** How many walks are taken: `WALK_RUNS` multiplies it, to look for trouble. */
export const walkRuns = (usual: number): number => usual * Number(process.env.WALK_RUNS ?? 1);

/** `WALK_SHRINK=1` looks for the shortest walk on real servers that fails: minutes, or hours. */
export const isShrinking = (): boolean => process.env.WALK_SHRINK !== undefined;
