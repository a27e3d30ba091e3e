/** The shape of `config/danhba.yaml`; unknown keys are errors. */
import cron from "node-cron";
import { z } from "zod";
import { FeedLimits } from "../gate/feed-limits.ts";
import { GateLimits } from "../gate/limits.ts";
import { STAFF_CLASSES, UNIT_KINDS } from "../model/feed.ts";
import { isAgeRecipient } from "./age-recipient.ts";

/** Of an empty text no more is told than that. */
const Text = z.string().trim().min(1, { error: "must not be empty", abort: true });
const Cron = Text.refine((value) => cron.validate(value), "is not a cron expression such as 0 2 * * *");

/** `ou=…`-like text; whether the server knows it is found out when binding. */
const Dn = Text.regex(/^[^=,]+=[^,]+(,[^=,]+=[^,]+)*$/, "is not a DN such as dc=soctrang,dc=gov,dc=vn");

/** `app-<name>`: everybody active with a post that meets all conditions given. */
const GroupSettings = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{0,47}$/, "must be lower-case letters, digits and hyphens"),
  description: Text,
  units: z.array(Text).min(1).nullable().default(null),
  below: z.boolean().default(false),
  kinds: z.array(z.enum(UNIT_KINDS)).min(1).nullable().default(null),
  maxRank: z.int().min(1).nullable().default(null),
  classes: z.array(z.enum(STAFF_CLASSES)).min(1).nullable().default(null),
});

const AgeRecipient = z
  .string()
  .trim()
  .refine(isAgeRecipient, "is not an age recipient such as age1… (made by age-keygen -y)");

/** How first and new passwords are handed out. */
const HandoverSettings = z
  .strictObject({
    recipients: z
      .strictObject({
        /** For every unit that has none of its own. */
        realm: z.array(AgeRecipient).default([]),
        /** By unit code. */
        units: z.record(Text, z.array(AgeRecipient).min(1)).default({}),
      })
      .prefault({}),
    /** Whether passwords are made and sealed as soon as an account needs one. */
    sealAtCreation: z.boolean().default(false),
    /** Whether they may be handed out in clear, as slips, where there is no recipient. */
    slips: z.boolean().default(false),
    /** Days within which a password must have been used. */
    expiryDays: z.int().min(1).max(365).default(30),
  })
  .refine(
    ({ sealAtCreation, recipients: { realm, units } }) =>
      !sealAtCreation || realm.length > 0 || Object.keys(units).length > 0,
    { path: ["sealAtCreation"], message: "needs at least one recipient" },
  );

export const RealmSettings = z.strictObject({
  /** Names the realm in the feed, in tables and on the command line. */
  id: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, "must be lower-case letters, digits and hyphens"),
  /** File name in `config/profiles/` without its ending. */
  profile: z.string().regex(/^[a-z][a-z0-9-]*$/, "must be the name of a file in profiles/ without .yaml"),
  /** Mail domain of the addresses. */
  domain: z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, "must be a domain such as soctrang.gov.vn"),
  ldap: z.strictObject({
    url: Text,
    suffix: Dn,
    bindDn: Dn,
    /** Taken as it is: blanks at its ends belong to it. */
    bindPassword: z.string().min(1, "must not be empty"),
    caFile: Text.nullable().default(null),
    /** Whether several writes are made as one (RFC 5805); `auto`: where the server is known to do that well. */
    transactions: z.enum(["auto", "on", "off"]).default("auto"),
    /** How many writes, or transactions, the server is given at once. */
    connections: z.int().min(1).max(16).default(4),
  }),
  gate: GateLimits.default({}),
  /** When a feed, or an agency's slice of it, is not acted upon. */
  feed: FeedLimits.prefault({}),
  /** In a directory of more entries than this a full run makes anew only what differs from what is remembered. */
  compareAbove: z.int().min(0).default(10_000_000),
  /** Whether changes of danhba's entries that came from elsewhere are put right or only told. */
  drift: z.enum(["correct", "report"]).default("correct"),
  /** What becomes of items that the directory refuses. */
  retries: z
    .strictObject({
      attempts: z.int().min(1).max(1_000).default(10),
      firstMinutes: z.int().min(1).max(1_440).default(5),
    })
    .prefault({}),
  /** A holder of the lease that does not show itself for so long has lost it. */
  leaseSeconds: z.int().min(2).max(600).default(30),
  groups: z.array(GroupSettings).default([]),
  /** Ids of people and `agency:<code>` of mailboxes under the password policy of administrators. */
  administrators: z.array(Text).default([]),
  handover: HandoverSettings.prefault({}),
  schedule: z
    .strictObject({
      /** When everything is compared, Asia/Ho_Chi_Minh. */
      full: Cron.default("30 0 * * *"),
      /** Quiet time after the last change of the feed before a run, in milliseconds. */
      settleMs: z.int().min(0).max(60_000).default(300),
      /** How often the feed is looked at in case a notification was lost, in seconds. */
      pollSeconds: z.int().min(1).max(3_600).default(30),
    })
    .prefault({}),
});
export type RealmSettings = z.infer<typeof RealmSettings>;

export const Settings = z
  .strictObject({
    database: z.strictObject({ url: Text }),
    realms: z.array(RealmSettings).min(1, "must hold at least one realm"),
  })
  .superRefine(({ realms }, context) => {
    for (const [index, { id }] of realms.entries()) {
      const first = realms.findIndex((realm) => realm.id === id);
      if (first < index)
        context.addIssue({ code: "custom", path: ["realms", index, "id"], message: `${id} stands twice` });
    }
  });
export type Settings = z.infer<typeof Settings>;
