/** Which library packages a program needs, from what `apt-cache depends --recurse` prints. */

/** In every Debian: mixing a second C library with the machine's loader would crash. */
const ON_EVERY_MACHINE = /^(libc6|libgcc-s1|libcrypt1|libperl|libdebconf)/;

/**
 * Follows Depends and PreDepends from `programs` through packages whose name starts with `lib`, so perl, debconf and
 * other set-up tools stay out. Returns the libraries' names, sorted, without the programs.
 */
export function libraryClosure(dependsOutput: string, programs: readonly string[]): readonly string[] {
  const needs = parseDepends(dependsOutput);
  const found = new Set<string>();
  const open = [...programs];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    for (const needed of needs.get(name) ?? []) {
      if (!needed.startsWith("lib") || ON_EVERY_MACHINE.test(needed) || found.has(needed)) continue;
      found.add(needed);
      open.push(needed);
    }
  }
  return [...found].sort();
}

/** A line without indent names a package, `  Depends: x` or ` |PreDepends: x` below it what it needs. */
function parseDepends(output: string): ReadonlyMap<string, readonly string[]> {
  const needs = new Map<string, string[]>();
  let current: string[] = [];
  for (const line of output.split("\n")) {
    if (/^\S/.test(line)) {
      current = needs.get(line.trim()) ?? [];
      needs.set(line.trim(), current);
      continue;
    }
    const needed = /^ [ |](?:Pre)?Depends: ([^<\s]+)/.exec(line)?.[1];
    if (needed) current.push(needed);
  }
  return needs;
}
