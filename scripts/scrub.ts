// Looks through all artifacts of a data directory for damage (bit rot, files moved by hand). It changes nothing: what is
// damaged counts as not there, and is read from Azure again when somebody asks for it. Ends with 1 where it found some.
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { scrubFolder } from "#lib/adapters/artifacts/folder-artifacts.ts";

const dataDir = resolve(process.argv[2] ?? process.env.SNAPSCOPE_DATA_DIR ?? ".snapscope");
const folder = join(dataDir, "artifacts");
if (!existsSync(folder)) {
  console.error(`There are no artifacts in ${dataDir}: give the data directory, as in "npm run scrub -- DIR".`);
  process.exit(2);
}
const { checked, damaged } = await scrubFolder(folder);
for (const name of damaged) console.log(`damaged: ${join(folder, name)}`);
console.log(`${checked} artifacts checked, ${damaged.length} damaged`);
process.exit(damaged.length > 0 ? 1 : 0);
