import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { cp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse as parseEnv } from "dotenv";
import { describe, expect, it } from "vitest";
import { parse as parseYaml } from "yaml";

const text = (path: string): string => readFileSync(path, "utf8");
const SCRIPTS = [
  "docker/make-secrets.sh",
  "docker/postgres/logins.sh",
  "docker/openldap/init.sh",
  "docker/openldap/entrypoint.sh",
];

interface Service {
  image?: string;
  build?: { context: string; dockerfile?: string };
  environment?: Record<string, string>;
  secrets?: string[];
  volumes?: string[];
  healthcheck?: unknown;
  depends_on?: Record<string, unknown>;
}
interface Compose {
  services: Record<string, Service>;
  secrets: Record<string, { file: string }>;
  volumes: Record<string, null>;
}
const compose = parseYaml(text("docker-compose.yml"), { merge: true }) as Compose;
const services = Object.entries(compose.services);

describe("docker-compose.yml", () => {
  it("has the database, the directory, the migration and the daemon", () => {
    expect(Object.keys(compose.services).sort()).toEqual(["danhba", "migrate", "openldap", "postgres"]);
  });

  it("names only secrets and volumes that it declares, and builds only from files that exist", () => {
    for (const [name, service] of services) {
      for (const secret of service.secrets ?? []) expect(compose.secrets, name).toHaveProperty(secret);
      for (const volume of service.volumes ?? []) {
        const source = volume.split(":")[0] ?? "";
        if (source.startsWith(".")) expect(existsSync(source), volume).toBe(true);
        else expect(Object.keys(compose.volumes), volume).toContain(source);
      }
      if (service.build) {
        expect(existsSync(join(service.build.context, service.build.dockerfile ?? "Dockerfile")), name).toBe(
          true,
        );
      }
    }
  });

  it("gives every service the secrets that its settings read, and no password in clear", () => {
    for (const [name, service] of services) {
      for (const [variable, value] of Object.entries(service.environment ?? {})) {
        const secret = /^\/run\/secrets\/(\w+)$/.exec(value)?.[1];
        if (secret) expect(service.secrets, `${name} ${variable}`).toContain(secret);
        if (/PASSWORD|DATABASE_URL/.test(variable)) expect(variable, name).toMatch(/_FILE$/);
      }
    }
  });

  it("waits for health, and its settings fill everything that config/danhba.yaml asks for", () => {
    expect(compose.services.danhba?.depends_on).toEqual({
      migrate: { condition: "service_completed_successfully" },
      openldap: { condition: "service_healthy" },
    });
    const asked = [...text("config/danhba.yaml").matchAll(/\$\{([A-Z]\w*)\}/g)]
      .map(([, name]) => name)
      .filter((name) => name !== "NAME");
    const given = Object.keys(compose.services.danhba?.environment ?? {}).map((name) =>
      name.replace(/_FILE$/, ""),
    );
    expect(given).toEqual(expect.arrayContaining([...new Set(asked)]));
  });
});

describe("the Dockerfiles", () => {
  it.each(["docker/Dockerfile", "docker/openldap/Dockerfile"])(
    "%s runs as an ordinary user and is watched",
    (path) => {
      const last =
        text(path)
          .split(/^FROM /m)
          .at(-1) ?? "";
      expect(last).toMatch(/^USER (?!root)\w+$/m);
      expect(last).toMatch(/^HEALTHCHECK /m);
      expect(last).toMatch(/^ENTRYPOINT \[/m);
    },
  );

  it("copy only what exists and what the ignore file lets through", () => {
    const ignored = text("docker/Dockerfile.dockerignore").split("\n");
    const copied = [...text("docker/Dockerfile").matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(
      ([, names]) => names?.split(" ") ?? [],
    );
    expect(copied).toContain("src");
    for (const name of copied) {
      expect(existsSync(name), name).toBe(true);
      expect(ignored).toContain(`!${name}`);
    }
    const ldap = /^COPY (.+) \S+$/m.exec(text("docker/openldap/Dockerfile"))?.[1]?.split(" ");
    expect(ldap?.sort()).toEqual(
      readdirSync("docker/openldap")
        .filter((name) => name !== "Dockerfile")
        .sort(),
    );
  });
});

describe("the scripts", () => {
  it.each(SCRIPTS)("%s may be executed and is valid for sh", (path) => {
    expect(statSync(path).mode & 0o111).toBe(0o111);
    expect(text(path)).toMatch(/^#!\/bin\/sh\n/);
    execFileSync("sh", ["-n", path]);
  });

  it("have nothing that shellcheck finds, where it is installed", () => {
    const found = spawnSync("shellcheck", SCRIPTS, { encoding: "utf8" });
    if (found.error)
      console.log(`shellcheck is not installed here (${found.error.message}): only sh -n was run`);
    else expect(found.stdout).toBe("");
  });

  it("make every secret of docker-compose.yml, closed on the host, and keep what is there", async () => {
    const dir = mkdtempSync(join(tmpdir(), "danhba-secrets-"));
    try {
      await cp("docker/make-secrets.sh", join(dir, "make-secrets.sh"));
      mkdirSync(join(dir, "secrets"), { mode: 0o755 }); // as a checkout has it
      const run = spawnSync("sh", [join(dir, "make-secrets.sh"), "ldap.example.vn"], { encoding: "utf8" });
      if (run.stderr.includes("openssl is needed")) {
        console.log("openssl is not installed here: make-secrets.sh only said so");
        return;
      }
      expect(run.stderr).toBe("");
      const made = (): Record<string, string> =>
        Object.fromEntries(
          readdirSync(join(dir, "secrets")).map((name) => [name, text(join(dir, "secrets", name))]),
        );
      const first = made();
      expect(Object.keys(first).sort()).toEqual(Object.keys(compose.secrets).sort());
      for (const { file } of Object.values(compose.secrets)) expect(file).toMatch(/^docker\/secrets\/\w+$/);
      expect(statSync(join(dir, "secrets")).mode & 0o077).toBe(0);
      expect(first.database_url).toBe(
        `postgres://danhba_daemon:${first.postgres_service_password}@postgres:5432/danhba`,
      );
      execFileSync("sh", [join(dir, "make-secrets.sh")]);
      expect(made()).toEqual(first);
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
});

it("the systemd unit starts what the build makes and passes secrets as credentials", () => {
  const unit = text("docker/systemd/danhba.service");
  expect(unit).toMatch(/^ExecStart=\/usr\/bin\/node -- \/opt\/danhba\/dist\/cli\/main\.js daemon$/m);
  for (const [, variable, credential] of unit.matchAll(/^Environment=(\w+)_FILE=%d\/(\S+)$/gm)) {
    expect(unit).toContain(`LoadCredential=${credential}:/etc/danhba/credentials/${credential}`);
    expect(text("config/danhba.yaml")).toContain(`\${${variable}}`);
  }
});

it(".env.example sets every variable of config/danhba.yaml", () => {
  const example = parseEnv(text(".env.example"));
  for (const [, name] of text("config/danhba.yaml").matchAll(/^[^#\n]*\$\{(\w+)\}/gm)) {
    expect(example).toHaveProperty(name ?? "");
  }
});
