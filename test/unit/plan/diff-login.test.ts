import { describe, expect, it } from "vitest";
import { type AccountStatus, LOCKED_FOR_GOOD } from "../../../src/model/entry.ts";
import { diffLogin } from "../../../src/plan/diff-login.ts";
import { aPerson, seen } from "./entries.ts";

const SERVER_LOCK = "20261121010203Z";
const LOCK = `pwdAccountLockedTime=${LOCKED_FOR_GOOD}`;
const OPEN = "pwdAccountLockedTime=";

function diff(status: AccountStatus | null, wasStatus: string, lock: readonly string[]) {
  const was = { danhbaStatus: [wasStatus], pwdAccountLockedTime: lock };
  return diffLogin(status, seen(aPerson("1", "a"), was));
}

describe("diffLogin", () => {
  it.each`
    desired        | wasStatus      | lock                 | kind         | writes
    ${"active"}    | ${"active"}    | ${[]}                | ${null}      | ${[]}
    ${"active"}    | ${"active"}    | ${[SERVER_LOCK]}     | ${null}      | ${[]}
    ${"active"}    | ${"active"}    | ${[LOCKED_FOR_GOOD]} | ${"restore"} | ${[OPEN]}
    ${"active"}    | ${"suspended"} | ${[LOCKED_FOR_GOOD]} | ${"restore"} | ${[OPEN, "danhbaStatus=active"]}
    ${"active"}    | ${"suspended"} | ${[]}                | ${"restore"} | ${["danhbaStatus=active"]}
    ${"active"}    | ${"disabled"}  | ${[LOCKED_FOR_GOOD]} | ${"restore"} | ${[OPEN, "danhbaStatus=active"]}
    ${"suspended"} | ${"active"}    | ${[]}                | ${"suspend"} | ${[LOCK, "danhbaStatus=suspended"]}
    ${"suspended"} | ${"active"}    | ${[LOCKED_FOR_GOOD]} | ${"suspend"} | ${["danhbaStatus=suspended"]}
    ${"suspended"} | ${"suspended"} | ${[LOCKED_FOR_GOOD]} | ${null}      | ${[]}
    ${"suspended"} | ${"suspended"} | ${[]}                | ${null}      | ${[LOCK]}
    ${"suspended"} | ${"suspended"} | ${[SERVER_LOCK]}     | ${null}      | ${[LOCK]}
    ${"suspended"} | ${"disabled"}  | ${[LOCKED_FOR_GOOD]} | ${"suspend"} | ${["danhbaStatus=suspended"]}
    ${"disabled"}  | ${"active"}    | ${[]}                | ${"disable"} | ${[LOCK, "danhbaStatus=disabled"]}
    ${"disabled"}  | ${"suspended"} | ${[LOCKED_FOR_GOOD]} | ${"disable"} | ${["danhbaStatus=disabled"]}
    ${"disabled"}  | ${"disabled"}  | ${[LOCKED_FOR_GOOD]} | ${null}      | ${[]}
    ${"disabled"}  | ${"disabled"}  | ${[]}                | ${null}      | ${[LOCK]}
    ${"retained"}  | ${"active"}    | ${[]}                | ${"disable"} | ${[LOCK, "danhbaStatus=retained"]}
    ${"retained"}  | ${"suspended"} | ${[LOCKED_FOR_GOOD]} | ${"disable"} | ${["danhbaStatus=retained"]}
    ${"retained"}  | ${"disabled"}  | ${[LOCKED_FOR_GOOD]} | ${null}      | ${["danhbaStatus=retained"]}
    ${"retained"}  | ${"disabled"}  | ${[]}                | ${null}      | ${[LOCK, "danhbaStatus=retained"]}
    ${"retained"}  | ${"retained"}  | ${[]}                | ${null}      | ${[LOCK]}
    ${"disabled"}  | ${"retained"}  | ${[LOCKED_FOR_GOOD]} | ${null}      | ${["danhbaStatus=disabled"]}
    ${"suspended"} | ${"retained"}  | ${[LOCKED_FOR_GOOD]} | ${"suspend"} | ${["danhbaStatus=suspended"]}
    ${"active"}    | ${"retained"}  | ${[LOCKED_FOR_GOOD]} | ${"restore"} | ${[OPEN, "danhbaStatus=active"]}
    ${null}        | ${"disabled"}  | ${[]}                | ${null}      | ${[]}
  `("desired $desired, observed $wasStatus with lock $lock: $kind, writes $writes", (row) => {
    const { kind, changes, before, after } = diff(row.desired, row.wasStatus, row.lock);
    expect(kind).toBe(row.kind);
    expect(changes.map(({ attribute, values }) => `${attribute}=${values.join()}`)).toEqual(row.writes);
    expect(changes.every(({ type }) => type === "replace")).toBe(true);
    expect(Object.keys(after)).toEqual(changes.map(({ attribute }) => attribute));
    expect(Object.keys(before)).toEqual(Object.keys(after));
  });

  it("sets the status of an entry that has none", () => {
    const { kind, changes } = diffLogin("active", seen(aPerson("1", "a"), { danhbaStatus: [] }));
    expect({ kind, changes }).toEqual({
      kind: "restore",
      changes: [{ type: "replace", attribute: "danhbaStatus", values: ["active"] }],
    });
  });
});
