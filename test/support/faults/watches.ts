/** What a proxy looks out for. */
import { isLdapWrite, statementOf, type Verdict, type Watch } from "./tcp-proxy.ts";

/** Does this at the n-th LDAP write, and lets everything else pass. */
export function atWrite(nth: number, act: () => Verdict | Promise<Verdict>): Watch {
  let count = 0;
  return (message) => {
    if (!isLdapWrite(message)) return "pass";
    count += 1;
    return count === nth ? act() : "pass";
  };
}

/** Does this at the first COMMIT that follows a statement with this text in it. */
export function atCommit(of: string, act: () => Verdict | Promise<Verdict>): Watch {
  let isSeen = false;
  let isDone = false;
  return (message) => {
    const statement = statementOf(message);
    if (statement.includes(of)) isSeen = true;
    if (!isSeen || isDone || statement !== "COMMIT") return "pass";
    isDone = true;
    return act();
  };
}
