/** A province's staff with names drawn by their frequency, for counting clashes; nobody in it is real. */
import type { NamingBatch } from "../../naming/name-batch.ts";
import type { NamingPerson, NamingUnit } from "../../naming/naming-input.ts";
import { DEPARTMENTS } from "../sample/departments.ts";
import { dayText } from "../sample/sample-days.ts";
import { drawName } from "../sample/sample-names.ts";
import { createSeededRandom } from "../sample/seeded-random.ts";
import { districtsOf, type RealProvince } from "./real-units.ts";

const LEADER_SHARE = 0.03;
const FIRST_DAY = 16_000;
const LAST_DAY = 20_000;

/** `count` people in the departments of the sample and the districts of a province; the same for the same seed. */
export function syntheticProvince(province: RealProvince, count: number, seed: number): NamingBatch {
  const units: readonly NamingUnit[] = [
    ...DEPARTMENTS.map(({ code, name }) => ({ code, name, kind: "department" as const })),
    ...districtsOf(province).map((name) => ({ code: name, name })),
  ];
  const random = createSeededRandom(seed);
  const people = Array.from({ length: count }, (_, index): NamingPerson => {
    const { familyName, middleName, givenName } = drawName(random);
    return {
      id: String(index + 1).padStart(6, "0"),
      fullName: [familyName, middleName, givenName].filter((part) => part !== "").join(" "),
      unit: random.pick(units).code,
      leaderRank: random.isTrue(LEADER_SHARE) ? random.between(1, 4) : 0,
      registeredAt: dayText(random.between(FIRST_DAY, LAST_DAY)),
    };
  });
  return { units, people, ledger: [] };
}
