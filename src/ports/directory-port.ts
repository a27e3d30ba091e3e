/** What the use cases need from the directory. */
import type { Operation } from "../model/change.ts";
import type { ObservedEntry } from "../model/entry.ts";

export interface DirectoryPort {
  /**
   * Every entry in the managed branches, or a fault: a short list is never returned.
   * @throws DanhbaError LDAP_INCOMPLETE on a size or time limit, a referral or a lost page cookie
   */
  observe(): Promise<readonly ObservedEntry[]>;
  /** One entry by DN, or null when there is none. */
  read(dn: string): Promise<ObservedEntry | null>;
  /** Whether the server notes sign-ins (`pwdLastSuccess`): without that nobody can be called inactive. */
  notesSignIns(): Promise<boolean>;
  /**
   * One write.
   * @throws DanhbaError LDAP_REFUSED when the server refuses it (nothing was written), LDAP_UNREACHABLE when the
   * outcome is unknown
   */
  write(operation: Operation): Promise<void>;
  close(): Promise<void>;
}
