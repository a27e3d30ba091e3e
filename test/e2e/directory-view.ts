/** What is in the directory of a world, seen by its administrator and by those who sign in. */
import { InvalidCredentialsError } from "ldapts";
import { asAdmin, asUser, branchOf, change } from "../support/directory.ts";
import type { World } from "../support/world.ts";

/** All user and operational attributes of one entry. */
export type Seen = Readonly<Record<string, readonly string[]>> & { readonly dn: readonly string[] };

/** Attributes of the server's own making, which differ from server to server. */
const OPERATIONAL =
  /^(entryUUID|entryCSN|entryDN|contextCSN|createTimestamp|modifyTimestamp|creatorsName|modifiersName|structuralObjectClass|subschemaSubentry|hasSubordinates|pwdChangedTime|pwdLastSuccess)$/;

/** Every entry below the branches that danhba keeps, by DN. */
export async function seeAll(world: Pick<World, "directory">): Promise<Map<string, Seen>> {
  const all = new Map<string, Seen>();
  await asAdmin(world.directory, async (client) => {
    for (const branch of ["people", "agencies", "units", "groups", "policies"]) {
      const { searchEntries } = await client.search(branchOf(world.directory, branch), {
        scope: "children",
        attributes: ["*", "+"],
        paged: true,
      });
      for (const entry of searchEntries) {
        // The driver lists what was asked for by name, the two stars too.
        const named = Object.entries(entry).filter(([name]) => name !== "*" && name !== "+");
        const attributes = named.map(([name, value]) => [
          name,
          (Array.isArray(value) ? value : [value]).map(String).toSorted(),
        ]);
        all.set(entry.dn, Object.fromEntries(attributes));
      }
    }
  });
  return all;
}

/** Those that are danhba's own: the policies that a new directory comes with are not, until danhba adopts them. */
export async function seeOwn(world: Pick<World, "directory">): Promise<Map<string, Seen>> {
  return new Map([...(await seeAll(world))].filter(([, { danhbaId }]) => danhbaId !== undefined));
}

/** All without what the server adds: equal for two directories that hold the same. */
export async function seeContents(world: World): Promise<Map<string, Seen>> {
  const all = [...(await seeAll(world))].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return new Map(
    all.map(([dn, entry]) => [
      dn,
      Object.fromEntries(Object.entries(entry).filter(([name]) => !OPERATIONAL.test(name))) as Seen,
    ]),
  );
}

/** The entryCSN of every entry, which any write changes. */
export async function seeVersions(world: World): Promise<Map<string, string>> {
  return new Map([...(await seeAll(world))].map(([dn, { entryCSN }]) => [dn, String(entryCSN)]));
}

/** The one entry of a person, by HR id; null when there is none. */
export async function seePerson(world: World, id: string): Promise<Seen | null> {
  const found = [...(await seeAll(world)).values()].filter(({ employeeNumber }) =>
    employeeNumber?.includes(id),
  );
  if (found.length > 1) throw new Error(`${id} has ${found.length} entries`);
  return found[0] ?? null;
}

/** As `seePerson`, where there must be one. */
export async function mustSee(world: World, id: string): Promise<Seen> {
  const seen = await seePerson(world, id);
  if (seen === null) throw new Error(`${id} has no entry`);
  return seen;
}

export const dnOf = (seen: Seen): string => seen.dn[0] ?? "";

/** Common names of the groups that hold this DN. */
export async function groupsOf(world: World, dn: string): Promise<string[]> {
  const all = [...(await seeAll(world)).values()];
  return all
    .filter(({ member }) => member?.includes(dn))
    .map(({ cn }) => cn?.[0] ?? "")
    .toSorted();
}

/** Who holds a unit's mailbox. */
export async function holdersOf(world: World, localPart: string): Promise<readonly string[]> {
  const entry = (await seeAll(world)).get(`uid=${localPart},${branchOf(world.directory, "agencies")}`);
  return entry?.roleOccupant ?? [];
}

export const personDn = (world: World, localPart: string): string =>
  `uid=${localPart},${branchOf(world.directory, "people")}`;

/** As a portal does when somebody signs in. */
export async function canBind(
  world: Pick<World, "directory">,
  dn: string,
  password: string,
): Promise<boolean> {
  try {
    await asUser(world.directory, dn, password, async () => undefined);
    return true;
  } catch (error) {
    if (error instanceof InvalidCredentialsError) return false;
    throw error;
  }
}

export async function setPassword(world: World, dn: string, password: string): Promise<void> {
  await asAdmin(world.directory, (client) => client.modify(dn, change("replace", "userPassword", password)));
}

/** An entry of somebody else's making in danhba's branch. */
export async function addForeigner(world: World, uid: string, mail: string): Promise<void> {
  await asAdmin(world.directory, (client) =>
    client.add(personDn(world, uid), {
      objectClass: "inetOrgPerson",
      uid,
      cn: "Foreign",
      sn: "Foreign",
      mail,
    }),
  );
}
