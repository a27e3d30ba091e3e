/** What the use cases need from the directory. */
import type { Operation } from "../model/change.ts";
import type { ObservedEntry } from "../model/entry.ts";

export interface DirectoryPort {
  /**
   * Every entry in the managed branches, or a fault: a short list is never returned.
   * @throws DanhbaError LDAP_INCOMPLETE when the server gives only part of it (a limit, a referral, a missing branch,
   * lost or repeated pages) or hides what an entry must hold; LDAP_UNREACHABLE when it is busy or gone
   */
  observe(): Promise<readonly ObservedEntry[]>;
  /** One entry by DN, or null when there is none. */
  read(dn: string): Promise<ObservedEntry | null>;
  /** Whether the server notes sign-ins (`pwdLastSuccess`): without that nobody can be called inactive. */
  notesSignIns(): Promise<boolean>;
  /** `contextCSN` of the suffix, the newest change of the whole database; null where it cannot be read. */
  contextCsn(): Promise<string | null>;
  /** Entries of the managed branches that changed at or after this `entryCSN`; deletions do not show. @throws as `observe` */
  changedSince(csn: string): Promise<readonly ObservedEntry[]>;
  /** entryUUID → entryCSN of every entry in the managed branches. @throws as `observe` */
  present(): Promise<ReadonlyMap<string, string>>;
  /**
   * One write.
   * @throws DanhbaError LDAP_REFUSED when the server refuses it (nothing was written), LDAP_UNREACHABLE when the
   * outcome is unknown
   */
  write(operation: Operation): Promise<void>;
  close(): Promise<void>;
}
