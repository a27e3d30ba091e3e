/** Days of the sample as whole numbers, so that they can be added and drawn. */
import type { Day } from "../../model/feed.ts";

const MS_PER_DAY = 86_400_000;

/** Days since 1 January 1970. */
export const dayNumber = (day: Day): number => Date.parse(`${day}T00:00:00Z`) / MS_PER_DAY;

export const dayText = (number: number): Day => new Date(number * MS_PER_DAY).toISOString().slice(0, 10);

export const yearsLater = (number: number, years: number): number => Math.round(number + years * 365.25);
