/** One connection's own share of the stress: people and groups that only it changes, and what should be there. */
import type { AttributeChange, Operation } from "../../model/change.ts";
import { BRANCHES, type ObservedEntry } from "../../model/entry.ts";
import { createSeededRandom } from "../sample/seeded-random.ts";

/** Members are spread over so many groups: slapd writes a group anew as a whole for each of its members. */
const GROUPS = 200;

interface StressPerson {
  readonly uid: string;
  readonly title: string;
  readonly group: number;
}

export interface StressLane {
  /** The groups, each with the placeholder. */
  readonly groups: readonly Operation[];
  /** About so many operations, to be written together; they count as done from `accept` on. */
  next(count: number): readonly Operation[];
  accept(): void;
  forget(): void;
  /** What is wrong with these entries, those of other lanes among them; nothing: they are as they should be. */
  wrong(entries: readonly ObservedEntry[]): readonly string[];
  /** Entries that should be there. */
  readonly size: number;
}

export function stressLane(lane: number, suffix: string, placeholder: string): StressLane {
  const random = createSeededRandom(1_000 + lane);
  const people = `${BRANCHES.person},${suffix}`;
  const groupDn = (group: number): string => `cn=stress-${lane}-${group},${BRANCHES.group},${suffix}`;
  const dnOf = (uid: string): string => `uid=${uid},${people}`;
  let done: StressPerson[] = [];
  let draft = done;
  let numbers = 0;

  const uid = (): string => {
    numbers += 1;
    return `l${lane}-${numbers}`;
  };
  const member = (group: number, ...changes: (readonly [AttributeChange["type"], string])[]): Operation => ({
    op: "modify",
    dn: groupDn(group),
    changes: changes.map(([type, name]) => ({ type, attribute: "member", values: [dnOf(name)] })),
    expects: [],
  });
  const hired = (): Operation[] => {
    const person = { uid: uid(), title: `Chuyên viên ${numbers}`, group: random.between(0, GROUPS - 1) };
    draft.push(person);
    return [
      { op: "add", dn: dnOf(person.uid), attributes: attributesOf(person) },
      member(person.group, ["add", person.uid]),
    ];
  };
  const promoted = (index: number, person: StressPerson): Operation[] => {
    const title = `Trưởng phòng ${random.between(1, 1_000_000)}`;
    draft[index] = { ...person, title };
    return [titled(dnOf(person.uid), person, title)];
  };
  const renamed = (index: number, person: StressPerson): Operation[] => {
    const next = { ...person, uid: uid(), title: `Chuyên viên chính ${numbers}` };
    draft[index] = next;
    return [
      { op: "rename", dn: dnOf(person.uid), newDn: dnOf(next.uid), expects: identified(person) },
      titled(dnOf(next.uid), person, next.title),
      member(person.group, ["delete", person.uid], ["add", next.uid]),
    ];
  };
  const left = (index: number, person: StressPerson): Operation[] => {
    const last = draft.pop();
    if (last !== undefined && index < draft.length) draft[index] = last;
    return [
      member(person.group, ["delete", person.uid]),
      { op: "delete", dn: dnOf(person.uid), expects: identified(person) },
    ];
  };
  const step = (): Operation[] => {
    const index = random.between(0, Math.max(0, draft.length - 1));
    const person = draft[index];
    const chance = random.next();
    if (person === undefined || chance < 0.35) return hired();
    if (chance < 0.65) return promoted(index, person);
    return chance < 0.82 ? renamed(index, person) : left(index, person);
  };

  return {
    groups: Array.from({ length: GROUPS }, (_, group) => ({
      op: "add",
      dn: groupDn(group),
      attributes: {
        objectClass: ["groupOfNames", "danhbaGroup"],
        cn: [`stress-${lane}-${group}`],
        danhbaId: [`stress-${lane}-${group}`],
        member: [placeholder],
      },
    })),
    next: (count) => {
      draft = [...done];
      const operations: Operation[] = [];
      while (operations.length < count) operations.push(...step());
      return operations;
    },
    accept: () => {
      done = draft;
    },
    forget: () => {
      draft = done;
    },
    wrong: (entries) => {
      const own = new Map(entries.map((entry) => [entry.dn, entry.attributes]));
      const members = new Map(Array.from({ length: GROUPS }, (_, group) => [groupDn(group), [placeholder]]));
      const wrong: string[] = [];
      for (const person of done) {
        members.get(groupDn(person.group))?.push(dnOf(person.uid));
        const found = own.get(dnOf(person.uid));
        for (const [name, values] of Object.entries(attributesOf(person)))
          if (!isSame(found?.[name], values)) wrong.push(`${person.uid}: ${name}`);
      }
      for (const [dn, values] of members)
        if (!isSame(own.get(dn)?.member, values)) wrong.push(`${dn}: member`);
      const found = entries.filter(({ dn }) => dn.startsWith(`uid=l${lane}-`)).length;
      if (found !== done.length) wrong.push(`${found} people instead of ${done.length}`);
      return wrong;
    },
    get size() {
      return done.length + GROUPS;
    },
  };
}

const identified = ({ title }: StressPerson) => [{ attribute: "title", value: title }];

const titled = (dn: string, before: StressPerson, title: string): Operation => ({
  op: "modify",
  dn,
  changes: [{ type: "replace", attribute: "title", values: [title] }],
  expects: identified(before),
});

const attributesOf = ({ uid, title }: StressPerson) => ({
  objectClass: ["inetOrgPerson", "inetLocalMailRecipient", "danhbaAccount"],
  uid: [uid],
  cn: ["Người Thử"],
  sn: ["Người"],
  title: [title],
  mail: ["stress@soctrang.gov.vn"],
  danhbaId: ["stress"],
  danhbaStatus: ["active"],
});

function isSame(found: readonly string[] = [], wanted: readonly string[]): boolean {
  const values = new Set(found);
  return values.size === wanted.length && wanted.every((value) => values.has(value));
}
