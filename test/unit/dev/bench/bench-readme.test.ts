import { expect, it } from "vitest";
import { withTable } from "../../../../src/dev/bench/bench-readme.ts";

const page = "# A\n\n<!-- the last run of `npm run bench` -->\n\nold\n\n<!-- its end -->\n\n# B\n";

it("the table takes the place of the one before it, and nothing else changes", () => {
  expect(withTable(page, "| new |")).toBe(page.replace("old", "| new |"));
  expect(withTable(withTable(page, "| new |"), "old")).toBe(page);
});

it("a page without the marks is left alone", () => {
  expect(() => withTable("# A\n", "| new |")).toThrow("has no <!-- the last run");
});
