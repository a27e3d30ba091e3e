/** The settings of the feed certificate. */
import { z } from "zod";

export const FeedLimits = z.strictObject({});
export type FeedLimits = z.infer<typeof FeedLimits>;
