// PGlite in a folder; what was committed is on the disk. A new one is made aside and renamed when it is whole: a folder of that name is never half made.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { AppError } from "#lib/domain/app-error.ts";
import { assertRoomForNew } from "./open-failure.ts";
import { SyncedNodeFs, syncedStart, syncFolder, syncTree } from "./synced-node-fs.ts";

export interface OpenPgliteOptions {
  /** It answers no more, not even with an error; what was committed is there when it is opened again. */
  onLost(cause: unknown): void;
  /** None is made where there is none. */
  asItIs?: true;
}

export async function openPglite(folder: string, { onLost, asItIs }: OpenPgliteOptions): Promise<PGlite> {
  if (!asItIs && (!existsSync(folder) || readdirSync(folder).length === 0)) await makePglite(folder);
  if (!existsSync(join(folder, "PG_VERSION")))
    throw new AppError("storage-damaged", `${folder} is no whole database: PG_VERSION is missing in it. Restore it from a backup.`);
  const pglite = await createSynced(folder);
  const watch =
    <Args extends unknown[], Result>(method: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      try {
        return await method(...args);
      } catch (error) {
        if (isLost(error)) onLost(error);
        throw error;
      }
    };
  const watched = <T extends Pick<PGlite, "query" | "exec">>(session: T): T =>
    Object.assign(session, { query: watch(session.query.bind(session)), exec: watch(session.exec.bind(session)) });
  // A transaction asks by ways of its own: what is lost in one is told before the rollback, which may wait for ever.
  const transaction = pglite.transaction.bind(pglite);
  const begin: PGlite["transaction"] = (work) => watch(() => transaction((session) => work(watched(session))))();
  return Object.assign(watched(pglite), { transaction: begin });
}

async function makePglite(folder: string): Promise<void> {
  const making = `${folder}.making`;
  rmSync(making, { recursive: true, force: true });
  assertRoomForNew(folder);
  mkdirSync(making, { recursive: true, mode: 0o700 });
  const pglite = await createSynced(making);
  await pglite.close();
  // What was made before PostgreSQL itself began was not synced by it.
  syncTree(making);
  rmSync(folder, { recursive: true, force: true });
  renameSync(making, folder);
  syncFolder(dirname(folder));
}

function createSynced(folder: string): Promise<PGlite> {
  return PGlite.create(folder, { fs: new SyncedNodeFs(folder), startParams: syncedStart(PGlite.defaultStartParams) });
}

/** PostgreSQL ends its process with such an error; here the process is ours, and waits for it for ever. */
function isLost(error: unknown): boolean {
  if (error instanceof WebAssembly.RuntimeError) return true;
  return error instanceof Error && "severity" in error && (error.severity === "PANIC" || error.severity === "FATAL");
}
