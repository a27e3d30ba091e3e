/** What should exist for a small province, with defaults for whatever a test does not care about. */
import { buildDesired, type Desired, type DesiredInput } from "../../../src/desired/build-desired.ts";
import type { AccountFacts } from "../../../src/model/account.ts";
import type { LedgerAddress } from "../../../src/model/address.ts";
import { decidedBy } from "../../../src/model/decision.ts";
import type { DesiredEntry } from "../../../src/model/entry.ts";
import type { Order, OrderKind } from "../../../src/model/order.ts";
import type { Owner } from "../../../src/model/owner.ts";
import type { FeedContent } from "./fake-feed.ts";
import { NOW, REALM, SOC_TRANG, TODAY } from "./province.ts";

export function desiredOf(content: Partial<FeedContent>, more: Partial<DesiredInput> = {}): Desired {
  const rows = { units: [], people: [], appointments: [], delivery: null, ...content };
  return buildDesired({
    realm: REALM,
    profile: SOC_TRANG,
    snapshot: { ...rows, realm: REALM.id, cursor: "1" },
    ledger: [],
    decided: decidedBy([]),
    accounts: new Map(),
    identities: new Map(),
    orders: [],
    loginsWatchedSince: null,
    groupRules: [],
    applicationGroups: [],
    administrators: new Set(),
    now: NOW,
    today: TODAY,
    ...more,
  });
}

export function issued(owner: Owner, localPart: string, more: Partial<LedgerAddress> = {}): LedgerAddress {
  const row = { role: "primary" as const, form: "mailbox-name", clause: "Đ.3.1.a", aliasUntil: null };
  return { owner, localPart, ...row, ...more };
}

/** An account that danhba opened some time ago and that somebody has just used. */
export function account(localPart: string, more: Partial<AccountFacts> = {}): AccountFacts {
  const { status = "active", since = "2026-01-05T01:00:00.000Z" } = more;
  return {
    status,
    given: status,
    since,
    reason: null,
    openedAt: status === "active" ? since : null,
    localPart,
    unit: null,
    createdAt: "2026-01-05T01:00:00.000Z",
    lastLogin: NOW,
    ...more,
  };
}

let orders = 0;

export function order(kind: OrderKind, owner: Owner, more: Partial<Order> = {}): Order {
  orders += 1;
  return {
    id: orders,
    kind,
    owner,
    bytes: null,
    person: null,
    operator: "lan",
    reason: "theo văn bản",
    documentNo: "12/CV",
    at: NOW,
    endedAt: null,
    endedBy: null,
    ...more,
  };
}

export const entryOf = ({ entries }: Desired, owner: Owner): DesiredEntry | undefined =>
  entries.find((entry) => entry.owner === owner);

/** `CODE owner param param`, in the order of owner and code. */
export const findingsOf = ({ findings }: Desired): string[] =>
  findings.map(({ code, owner, params }) => [code, owner, ...Object.values(params)].join(" "));
