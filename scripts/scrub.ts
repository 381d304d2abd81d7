// Looks through what a data directory holds for damage (bit rot, files moved by hand): all artifacts, and the records of the
// database, the embedded one while no dashboard runs on it. It repairs nothing: what is damaged counts as not there, and is
// read from Azure again when somebody asks for it. It makes and migrates nothing either: what a migration seals would be vouched
// for unseen. Ends with 1 where it found some, with 2 where it could not look.
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { scrubFolder } from "#lib/adapters/artifacts/folder-artifacts.ts";
import { openDatabase } from "#lib/adapters/database/open-database.ts";
import { scrubDatabase } from "#lib/adapters/database/scrub-database.ts";
import { readConfig } from "#lib/server/config.ts";
import { assertDataDirWhole } from "#lib/server/data-dir.ts";
import { lockDataDir } from "#lib/server/data-dir-lock.ts";

const dataDir = resolve(process.argv[2] ?? process.env.SNAPSCOPE_DATA_DIR ?? ".snapscope");
const databaseUrl = process.env.DATABASE_URL || undefined;
const folder = join(dataDir, "artifacts");
let found = 0;
const hasDatabase = existsSync(join(dataDir, "db"));
if (!existsSync(folder) && !hasDatabase && !existsSync(join(dataDir, "snapscope.json")))
  stop(`There are no artifacts in ${dataDir}, and no database: give the data directory, as in "npm run scrub -- DIR".`);

const artifacts = existsSync(folder) ? await scrubFolder(folder) : { checked: 0, damaged: [] };
found = artifacts.damaged.length;
for (const name of artifacts.damaged) console.log(`damaged: ${join(folder, name)}`);
console.log(`${artifacts.checked} artifacts checked, ${artifacts.damaged.length} damaged`);

const lock = await lockDataDir(dataDir);
if (!lock && !databaseUrl) stop(`A dashboard runs on ${dataDir}: stop it to have its database looked through as well.`);
await orStop(() => assertDataDirWhole(readConfig({ ...process.env, SNAPSCOPE_DATA_DIR: dataDir })));
if (!databaseUrl && !hasDatabase) stop(`There is no database in ${dataDir}: is it one of a PostgreSQL (DATABASE_URL)?`);
const records = await orStop(scrubRecords);
for (const what of records.damaged) console.log(`damaged: ${what}`);
console.log(`${records.checked} records checked, ${records.damaged.length} damaged`);
process.exit(found + records.damaged.length > 0 ? 1 : 0);

async function scrubRecords() {
  const database = await openDatabase({ dataDir, databaseUrl, asItIs: true });
  const scrubbed = await scrubDatabase(database.db);
  await database.close();
  return scrubbed;
}

async function orStop<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    return stop(error instanceof Error ? error.message : String(error));
  }
}

function stop(message: string): never {
  console.error(message);
  process.exit(found > 0 ? 1 : 2);
}
