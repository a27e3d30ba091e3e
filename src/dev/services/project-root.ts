/** Where the package's own folders are, from a checkout (`src/`) as well as from a build (`dist/`). */
import { join } from "node:path";

export const PROJECT_ROOT = join(import.meta.dirname, "../../..");

/** Schema, templates and scripts of the directory: the same files that the container uses. */
export const OPENLDAP_FILES = join(PROJECT_ROOT, "docker/openldap");

/** What was fetched once and may be deleted at any time. */
export const CACHE_DIR = join(PROJECT_ROOT, "node_modules/.cache/danhba");
