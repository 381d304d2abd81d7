// The dashboard as a process: lock, port, then Next. Whatever is wrong is said in one message; the exit code tells the
// supervisor whether another try is worth it (cannot-start.ts).
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import next from "next";
import { isAppError } from "#lib/domain/app-error.ts";
import { answerNotReady, createHttpServer, type Handler } from "#lib/server/http/http-server.ts";
import { assertPortFree, listen } from "#lib/server/http/port.ts";
import { CannotStart, cannotStartCode } from "./cannot-start.ts";
import { type Config, readConfig } from "./config.ts";
import { assertDataDirWhole } from "./data-dir.ts";
import { lockDataDir } from "./data-dir-lock.ts";
import { createLog } from "./log.ts";
import { onEndOfProcess, startAgain, startFailure, stopContainer } from "./process-state.ts";

const stopWithinMs = 5000;
const tryAgainMs = 2000;

async function main(): Promise<void> {
  let stop = (): void => process.exit(0);
  endWithSupervisor(() => stop());
  const config = readConfig();
  const dev = process.argv.includes("--dev");
  // The lock makes the directory: a new one is not left behind for a start that comes to nothing. In one that is there, whoever
  // has the port is the one that has the directory, most likely, and that says more.
  if (!existsSync(config.dataDir)) await assertPortFree(config);
  const lock = await lockDataDir(config.dataDir);
  if (!lock)
    throw new CannotStart(
      `Another Snapscope is using the data directory ${config.dataDir}. Stop it, or choose another: SNAPSCOPE_DATA_DIR=… npm start`,
    );

  assertDataDirWhole(config);

  // The port is taken first, so that a taken one is told before Next is loaded; who asks meanwhile is asked to wait.
  let waitsFor = "";
  let handle: Handler = (request, response) => answerNotReady(request, response, waitsFor);
  const server = createHttpServer(config, (request, response) => handle(request, response), { dev, log: createLog(config.logLevel) });
  await listen(server, config);
  const app = next({
    dev,
    dir: dirname(dirname(dirname(fileURLToPath(import.meta.url)))),
    hostname: config.host,
    port: config.port,
    httpServer: server,
  });
  // Before anything opens the database, which may be lost in its first migration.
  onEndOfProcess((reason) => endWith(1, reason));
  await app.prepare();
  let stopping = false;
  stop = () => {
    if (stopping) return;
    stopping = true;
    void setTimeout(stopWithinMs, undefined, { ref: false }).then(() => process.exit(1));
    server.close();
    server.closeAllConnections();
    stopContainer()
      .then(() => lock.release())
      .then(
        () => process.exit(0),
        (error: unknown) => endWith(1, error),
      );
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);

  await untilStarted(config, {
    isStopping: () => stopping,
    onWait: (why) => {
      waitsFor = why;
    },
  });
  if (stopping) return;
  handle = app.getRequestHandler();
  const host = config.host.includes(":") ? `[${config.host}]` : config.host;
  console.log(
    `Snapscope is ready on http://${host}:${config.port} (${config.azure.kind === "local" ? "Local Azure: nothing here touches a real account" : "Azure"}). Ctrl-C ends it.`,
  );
}

/** A PostgreSQL may be there later than we are. By waiting nothing changes of what is on this machine: that is an end. */
async function untilStarted(
  { databaseUrl }: Config,
  { isStopping, onWait }: { isStopping: () => boolean; onWait: (why: string) => void },
): Promise<void> {
  for (let told = ""; ; await startAgain()) {
    const failure = await startFailure();
    if (failure === undefined || isStopping()) return;
    if (!databaseUrl || !isAppError(failure) || !failure.retryable) throw failure;
    if (failure.message !== told) console.error(`snapscope: ${failure.message} It is tried again every ${tryAgainMs / 1000} seconds.`);
    told = failure.message;
    onWait(told);
    await setTimeout(tryAgainMs);
  }
}

/** It holds a channel to us, if there is one; the system closes it when it dies, however it dies. */
function endWithSupervisor(end: () => void): void {
  if (process.connected === false) end();
  else if (process.connected) process.once("disconnect", end);
}

function endWith(code: number, error: unknown): never {
  console.error(`snapscope: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(code);
}

/** What the data directory or the database refuses, it refuses again. */
function failAtStart(error: unknown): never {
  endWith(error instanceof CannotStart || isAppError(error) ? cannotStartCode : 1, error);
}

main().catch(failAtStart);
