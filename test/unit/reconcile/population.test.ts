import { describe, expect, it } from "vitest";
import { agencyIndex } from "../../../src/model/agency-index.ts";
import type { Attributes, DesiredEntry, ObservedEntry } from "../../../src/model/entry.ts";
import type { Owner } from "../../../src/model/owner.ts";
import { populationOf, traitsOf } from "../../../src/reconcile/population.ts";
import { item } from "../gate/items.ts";

const SUFFIX = "dc=st,dc=vn";
const AGENCIES = agencyIndex([
  { code: "A", parentCode: null },
  { code: "A1", parentCode: "A" },
  { code: "B", parentCode: null },
]);

const seen = (rdn: string, branch: string, attributes: Attributes = {}): ObservedEntry => ({
  dn: `${rdn},ou=${branch},${SUFFIX}`,
  entryUuid: rdn,
  entryCsn: "",
  attributes: { danhbaId: [rdn], ...attributes },
});
const person = (uid: string, unit: string | null, status = "active") =>
  seen(`uid=${uid}`, "people", { danhbaStatus: [status], ...(unit === null ? {} : { danhbaUnit: [unit] }) });

describe("the population", () => {
  it("is every live entry of danhba's own, by sort and by agency", () => {
    const { all, agencies } = populationOf(
      [
        person("p1", "A"),
        person("p2", "A1"),
        person("p3", "B", "suspended"),
        person("p4", "B", "disabled"),
        person("p5", "B", "retained"),
        person("p6", null),
        seen("uid=a", "agencies", { danhbaUnit: ["A"], danhbaStatus: ["active"] }),
        seen("danhbaUnit=A1,danhbaUnit=A", "units", { danhbaUnit: ["A1"] }),
        seen("cn=heads", "groups"),
        seen("cn=default", "policies"),
        { ...person("stranger", "A"), attributes: { danhbaUnit: ["A"] } },
        seen("cn=danhba", "services"),
      ],
      AGENCIES,
    );
    expect(all).toEqual({ person: 4, agency: 1, unit: 1, group: 1, policy: 1 });
    expect(Object.fromEntries(agencies)).toEqual({
      A: { person: 2, agency: 1, unit: 1, group: 0, policy: 0 },
      B: { person: 1, agency: 0, unit: 0, group: 0, policy: 0 },
    });
  });

  it("has the members of each group, without the one that stands in all", () => {
    const member = [
      `cn=nobody,ou=services,${SUFFIX}`,
      `uid=p1,ou=people,${SUFFIX}`,
      `uid=p2,ou=people,${SUFFIX}`,
    ];
    const { members } = populationOf([seen("cn=Heads", "groups", { member })], AGENCIES);
    expect([...members]).toEqual([[`cn=heads,ou=groups,${SUFFIX}`, 2]]);
    const lower = [seen("cn=g", "groups", { member: [`CN=Nobody,ou=Services,${SUFFIX}`] })];
    expect([...populationOf(lower, AGENCIES).members.values()]).toEqual([0]);
  });

  it("counts units that nobody knows any more as agencies of their own", () => {
    expect([...populationOf([person("p1", "OLD")], AGENCIES).agencies.keys()]).toEqual(["OLD"]);
  });
});

describe("the agency of an item", () => {
  const desired = (owner: Owner, unit: string): DesiredEntry => ({
    owner,
    danhbaId: owner,
    dn: "",
    parent: null,
    objectClasses: [],
    attributes: { danhbaUnit: [unit] },
    managed: [],
    onCreate: {},
    status: null,
    references: {},
    reasons: {},
  });
  const traits = (
    owner: Owner,
    entry: ObservedEntry | null,
    wanted: readonly DesiredEntry[],
    isDrift = false,
  ) => {
    const dn = entry?.dn ?? "uid=new";
    const items = [item(owner, ["modify"], { dn, dnBefore: entry === null ? null : dn })];
    return traitsOf(
      { items, unchanged: 0, digest: "" },
      {
        desired: wanted,
        observed: entry === null ? [] : [entry],
        agencies: AGENCIES,
        drifted: new Map(isDrift ? [[owner, {}]] : []),
      },
    ).get(owner);
  };

  it.each`
    case                                           | owner                | entry                | wanted                         | agency
    ${"who moves: the agency that they leave"}     | ${"person:1"}        | ${person("p", "A1")} | ${[desired("person:1", "B")]}  | ${"A"}
    ${"who is hired: the one that they join"}      | ${"person:1"}        | ${null}              | ${[desired("person:1", "A1")]} | ${"A"}
    ${"whose unit somebody took out by hand"}      | ${"person:1"}        | ${person("p", null)} | ${[desired("person:1", "B")]}  | ${"B"}
    ${"who is deleted: the one that they were in"} | ${"person:1"}        | ${person("p", "B")}  | ${[]}                          | ${"B"}
    ${"a group of a unit"}                         | ${"group:unit-A1"}   | ${null}              | ${[]}                          | ${"A"}
    ${"a group of a unit and those below it"}      | ${"group:subtree-B"} | ${null}              | ${[]}                          | ${"B"}
    ${"a group of the realm"}                      | ${"group:heads"}     | ${null}              | ${[]}                          | ${null}
    ${"somebody without a post"}                   | ${"person:1"}        | ${person("p", null)} | ${[]}                          | ${null}
  `("of $case is $agency", ({ owner, entry, wanted, agency }) => {
    expect(traits(owner, entry, wanted)).toEqual({ agency, isDrift: false });
  });

  it("comes with whether nothing but a change from elsewhere calls for the item", () => {
    expect(traits("person:1", person("p", "A"), [], true)).toEqual({ agency: "A", isDrift: true });
  });
});
