// The app of this process: wired (wiring-*.ts, the only wiring), started once, found again by every bundle.
import { isAppError } from "#lib/domain/app-error.ts";
import { type Config, readConfig } from "#lib/server/config.ts";
import { recordDataDir } from "#lib/server/data-dir.ts";
import { createLog, type Log } from "#lib/server/log.ts";
import { onceInProcess } from "#lib/server/process-state.ts";
import { createOperations, type OperationTuning } from "./wiring-operations.ts";
import { createParts, type Parts } from "./wiring-parts.ts";

export type App = Parts & ReturnType<typeof createOperations>;

/** Made and started at the first call. */
export function container(): Promise<App> {
  return onceInProcess(async () => {
    const config = readConfig();
    const app = await createApp(config);
    try {
      await app.start();
      recordDataDir(config);
    } catch (error) {
      // The next request makes another app: this one must not keep the database open.
      await app.stop().catch(() => undefined);
      throw error;
    }
    return app;
  });
}

/** At server start: main.ts tells of a failure; one that nobody foresaw is logged besides. */
export async function startContainer(): Promise<void> {
  try {
    await container();
  } catch (err) {
    if (!isAppError(err)) createLog("error").error("start-failed", { err });
  }
}

export async function createApp(config: Config, log?: Log, tuning?: OperationTuning): Promise<App> {
  const parts = await createParts(config, log);
  return { ...parts, ...createOperations(parts, tuning) };
}
