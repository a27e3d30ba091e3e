/** Reads `holidays.yaml`: which days of a year are not worked, and which days of a weekend are worked instead. */
import { z } from "zod";
import { type Calendar, isWeekend } from "../model/calendar.ts";
import { parseYaml, schemaProblems, type YamlProblem } from "../naming/yaml-text.ts";

const Day = z.iso.date("is not a day such as 2026-09-02");
const Name = z.strictObject({ vi: z.string().min(1), en: z.string().min(1) });

const HolidayYear = z.strictObject({
  year: z.int().min(2000).max(2199),
  /** Days off, those taken instead of a day of a weekend among them. */
  holidays: z.array(z.strictObject({ day: Day, name: Name })).min(1),
  /** Days of a weekend that are worked, each in exchange for a day off. */
  swapDays: z.array(z.strictObject({ day: Day, for: Day })).default([]),
});

const HolidayTable = z
  .strictObject({ years: z.array(HolidayYear).min(1) })
  .superRefine(({ years }, context) => {
    for (const [index, { year, holidays, swapDays }] of years.entries()) {
      const tell = (path: readonly PropertyKey[], message: string): void =>
        context.addIssue({ code: "custom", path: ["years", index, ...path], message });
      if (years.findIndex((other) => other.year === year) < index) tell(["year"], `${year} stands twice`);
      const off = new Set<string>();
      for (const [at, { day }] of holidays.entries()) {
        if (!day.startsWith(`${year}-`)) tell(["holidays", at, "day"], `is not a day of ${year}`);
        if (off.has(day)) tell(["holidays", at, "day"], `${day} stands twice`);
        off.add(day);
      }
      for (const [at, swap] of swapDays.entries()) {
        if (!swap.day.startsWith(`${year}-`)) tell(["swapDays", at, "day"], `is not a day of ${year}`);
        if (!isWeekend(swap.day)) tell(["swapDays", at, "day"], `${swap.day} is no Saturday or Sunday`);
        if (off.has(swap.day)) tell(["swapDays", at, "day"], `${swap.day} is a day off too`);
        if (!off.has(swap.for)) tell(["swapDays", at, "for"], `${swap.for} is not among the holidays`);
      }
    }
  });

/** Where there is no table: every run says that holidays are missing, and terms are counted by weekends alone. */
export const EMPTY_CALENDAR: Calendar = { years: new Set(), holidays: new Set(), swapDays: new Set() };

/** The calendar, or what is wrong with the text of the table. */
export function parseHolidays(
  text: string,
): { readonly calendar: Calendar } | { readonly problems: readonly YamlProblem[] } {
  const yaml = parseYaml(text);
  if ("problems" in yaml) return yaml;
  const checked = HolidayTable.safeParse(yaml.data);
  if (!checked.success) return { problems: schemaProblems(checked.error.issues, yaml.lineOf) };
  const { years } = checked.data;
  return {
    calendar: {
      years: new Set(years.map(({ year }) => year)),
      holidays: new Set(years.flatMap(({ holidays }) => holidays.map(({ day }) => day))),
      swapDays: new Set(years.flatMap(({ swapDays }) => swapDays.map(({ day }) => day))),
    },
  };
}
