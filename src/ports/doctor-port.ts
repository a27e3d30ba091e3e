/** What `doctor` needs to see of the servers: facts, not judgements; nothing is written. */
import type { Attributes } from "../model/entry.ts";
import type { OwnerKind } from "../model/owner.ts";
import type { Writing } from "./directory-port.ts";

export interface DatabaseFacts {
  /** Host, port and database, for messages. */
  readonly place: string;
  /** As `server_version_num`, such as 150004. */
  readonly version: number;
  readonly login: string;
  readonly isSuperuser: boolean;
  /** Roles that the login may take on; null: the role does not exist. */
  readonly roles: Readonly<Record<"danhba_service" | "danhba_feed", boolean | null>>;
  /** Names of migrations that this version has and the database has not; null: the login may not look. */
  readonly pending: readonly string[] | null;
  /** Names of migrations that the database has and this version does not know. */
  readonly unknown: readonly string[];
  /** Rights that `danhba_service` lacks, and rights it should not have, such as `SELECT hr.person`. */
  readonly missingRights: readonly string[];
  readonly excessRights: readonly string[];
  /** Their clock minus ours, in ms. */
  readonly clockOffsetMs: number;
}

/** `unseen`: it cannot be told without writing, or there is nothing yet to try it on. */
export type Permission = "granted" | "denied" | "unseen";

export interface DirectoryFacts {
  readonly transport: "encrypted" | "local";
  /** What the server calls itself, where its monitor may be read. */
  readonly server: string | null;
  readonly clockOffsetMs: number | null;
  /** Object classes and attributes that danhba writes and the server does not know. */
  readonly unknownNames: readonly string[];
  readonly missingBranches: readonly string[];
  readonly rights: Readonly<
    Record<OwnerKind, { readonly add: Permission; readonly change: Permission; readonly denied: string }>
  >;
  /** The assertion control of RFC 4528. */
  readonly hasAssertions: boolean;
  /** How danhba would write, by the settings and what the server offers. */
  readonly writing: Writing;
  /** Whether the ppolicy overlay answers, the default policy as far as it can be read, and danhba's own one. */
  readonly policy: {
    readonly isOn: boolean;
    readonly standard: Attributes | null;
    readonly ofAccount: string | null;
  };
  readonly notesSignIns: boolean;
  /** Entries that a paged read of the branches gave, and what cut it short. */
  readonly read: { readonly entries: number; readonly cutBy: string | null };
  /** How long it takes to search for a value that nobody has, by attribute, in ms. */
  readonly searches: readonly { readonly attribute: string; readonly ms: number }[];
}

export interface DatabaseProbe {
  /** @throws DanhbaError DATABASE_* when there is nothing to see */
  look(): Promise<DatabaseFacts>;
}

export interface DirectoryProbe {
  /** @throws DanhbaError LDAP_* when there is nothing to see */
  look(): Promise<DirectoryFacts>;
}
