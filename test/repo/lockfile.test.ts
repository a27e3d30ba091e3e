import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

interface Locked {
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}
interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const text = readFileSync("package-lock.json", "utf8");
const lock = JSON.parse(text) as {
  readonly lockfileVersion: number;
  readonly packages: Readonly<Record<string, Locked & Partial<Manifest>>>;
};
const manifest = JSON.parse(readFileSync("package.json", "utf8")) as Manifest;
const wanted = { ...manifest.dependencies, ...manifest.devDependencies };
const packages = Object.entries(lock.packages).filter(([path]) => path !== "");

describe("package-lock.json", () => {
  it("names no host, so that npm takes packages from whatever registry it is told to", () => {
    expect(packages.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
    expect(text).not.toMatch(/registry|_authToken/);
  });

  it("has a checksum for every package but those for other platforms", () => {
    const unsigned = packages.filter(([, { integrity }]) => !integrity?.startsWith("sha512-"));
    expect(packages.length - unsigned.length).toBeGreaterThan(300);
    expect(unsigned.filter(([, { optional, os }]) => !(optional && os)).map(([path]) => path)).toEqual([]);
  });

  it("has an entry for every optional package, also of other platforms, without which npm ci refuses it", () => {
    const names = new Set(packages.map(([path]) => path.split("node_modules/").at(-1)));
    const optional = packages.flatMap(([, { optionalDependencies }]) =>
      Object.keys(optionalDependencies ?? {}),
    );
    expect(optional.length).toBeGreaterThan(50);
    expect(optional.filter((name) => !names.has(name))).toEqual([]);
  });

  it("has exactly the versions that package.json pins", () => {
    expect(lock.packages[""]?.dependencies).toEqual(manifest.dependencies);
    expect(lock.packages[""]?.devDependencies).toEqual(manifest.devDependencies);
    for (const [name, version] of Object.entries(wanted)) {
      expect(version, name).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/);
      expect(lock.packages[`node_modules/${name}`]?.version, name).toBe(version);
    }
  });

  it("brings the Node.js that scripts run on", () => {
    expect(manifest.devDependencies.node).toMatch(/^24\./);
  });
});
