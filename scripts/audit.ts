// Checks the audit log: npm run audit [-- DIR] [--holds HASH]. It changes nothing. With HASH, which an earlier check printed
// and somebody kept, it also shows that nothing up to that entry was rewritten, by whoever runs the database either.
// Ends with 1 where the log is broken or does not hold the hash, with 2 where it could not look.
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { checkAuditLog } from "#lib/adapters/database/audit/check-audit-log.ts";
import { openDatabase } from "#lib/adapters/database/open-database.ts";
import { readConfig } from "#lib/server/config.ts";
import { assertDataDirWhole } from "#lib/server/data-dir.ts";
import { lockDataDir } from "#lib/server/data-dir-lock.ts";

const usage = 'Give at most a data directory and --holds HASH, as in "npm run audit -- DIR --holds HASH".';
const { dir, holds } = readArguments();
const dataDir = resolve(dir ?? process.env.SNAPSCOPE_DATA_DIR ?? ".snapscope");
const databaseUrl = process.env.DATABASE_URL || undefined;

if (!databaseUrl) {
  if (!existsSync(join(dataDir, "db"))) stop(`There is no database in ${dataDir}: is it one of a PostgreSQL (DATABASE_URL)?`);
  if (!(await lockDataDir(dataDir))) stop(`A dashboard runs on ${dataDir}: stop it to have its audit log checked.`);
}
const check = await orStop(async () => {
  if (!databaseUrl) assertDataDirWhole(readConfig({ ...process.env, SNAPSCOPE_DATA_DIR: dataDir }));
  const database = await openDatabase({ dataDir, databaseUrl, asItIs: true });
  try {
    return await checkAuditLog(database.db, holds);
  } finally {
    await database.close();
  }
});
if (check.broken) console.log(`broken at entry ${check.broken.seq}: ${check.broken.why}`);
else console.log(`${check.entries} entries, unbroken${check.hash && `; newest hash ${check.hash}`}`);
if (check.holds !== undefined)
  console.log(check.holds ? `It holds ${holds}.` : `It does not hold ${holds}: what was written then was rewritten.`);
process.exit(check.broken || check.holds === false ? 1 : 0);

function readArguments(): { dir: string | undefined; holds: string | undefined } {
  try {
    const { positionals, values } = parseArgs({
      args: process.argv.slice(2),
      allowPositionals: true,
      options: { holds: { type: "string" } },
    });
    if (positionals.length > 1) stop(usage);
    const hash = values.holds?.toLowerCase();
    if (hash !== undefined && !/^[0-9a-f]{64}$/.test(hash))
      stop("--holds takes a hash that an earlier check printed: 64 hexadecimal digits.");
    return { dir: positionals[0], holds: hash };
  } catch {
    return stop(usage);
  }
}

async function orStop<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    return stop(error instanceof Error ? error.message : String(error));
  }
}

function stop(message: string): never {
  console.error(message);
  process.exit(2);
}
