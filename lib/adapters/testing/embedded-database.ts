// Test aid: making a new PGlite takes seconds of processor time, copying one does not. The first test makes an empty
// one and keeps it beside the packages; the others copy it.
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PGlite } from "@electric-sql/pglite";
import packages from "../../../package.json" with { type: "json" };

const cache = fileURLToPath(new URL("../../../node_modules/.cache/snapscope/", import.meta.url));

/** Puts an empty database where openDatabase({ dataDir }) looks for one. */
export async function makeEmbeddedDatabase(dataDir: string): Promise<void> {
  const template = join(cache, `pglite-${packages.dependencies["@electric-sql/pglite"]}`);
  if (!existsSync(template)) await makeTemplate(template);
  cpSync(template, join(dataDir, "db"), { recursive: true });
}

async function makeTemplate(template: string): Promise<void> {
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(`${template}-making-`);
  const pglite = await PGlite.create(folder);
  await pglite.close();
  try {
    renameSync(folder, template);
  } catch (error) {
    // Another test was faster.
    rmSync(folder, { recursive: true, force: true });
    if (!existsSync(template)) throw error;
  }
}
