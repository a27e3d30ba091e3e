import { describe } from "vitest";
import { fakeDirectory } from "../../support/fakes/fake-directory.ts";
import { readingContract } from "../../support/reading-contract.ts";

describe("the directory in memory finds", () => {
  readingContract(async () => {
    const suffix = "dc=x";
    const port = fakeDirectory(suffix);
    return {
      port,
      suffix,
      add: async (dn, attributes) => port.put(dn, attributes),
      addMember: async (dn, member) => {
        const group = await port.read(dn);
        port.tamper(dn, { member: [...(group?.attributes.member ?? []), member] });
      },
      remove: async (dn) => port.remove(dn),
    };
  });
});
