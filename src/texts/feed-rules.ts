/** Rules of the feed certificate in words, with their numbers. */
import { FEED_RULES, type FeedRule } from "../model/feed-certificate.ts";
import type { Params } from "../model/finding.ts";
import type { Lang } from "./lang.ts";

type Sentence = Readonly<Record<Lang, (params: Params) => string>>;

export const FEED_RULE_TEXTS = Object.fromEntries(
  FEED_RULES.map((rule) => [rule, { en: () => rule, vi: () => rule }]),
) as unknown as Readonly<Record<FeedRule, Sentence>>;
