import { describe } from "vitest";
import { comparingContract } from "../../support/comparing-contract.ts";
import { fakeAnswers } from "../../support/fakes/fake-answers.ts";

describe("a comparison in memory shows", () => {
  comparingContract(async (rows) => {
    const { projection, state } = fakeAnswers();
    for (const row of rows) state.entries.set(row.danhbaId, row);
    return projection;
  });
});
