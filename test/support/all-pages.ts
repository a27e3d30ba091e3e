/** What comes in pages, in one list. */
export async function allPages<Value>(pages: AsyncIterable<readonly Value[]>): Promise<readonly Value[]> {
  const all: Value[] = [];
  for await (const page of pages) all.push(...page);
  return all;
}
