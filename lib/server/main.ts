// The dashboard as a process: lock, port, then Next. Whatever is wrong is said in one message; the exit code tells the
// supervisor whether another try is worth it (cannot-start.ts).
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import next from "next";
import { answerNotReady, createHttpServer, type Handler } from "#lib/server/http/http-server.ts";
import { listen } from "#lib/server/http/port.ts";
import { CannotStart, cannotStartCode } from "./cannot-start.ts";
import { readConfig } from "./config.ts";
import { lockDataDir } from "./data-dir-lock.ts";
import { createLog } from "./log.ts";
import { stopContainer } from "./process-state.ts";

const stopWithinMs = 5000;

async function main(): Promise<void> {
  let stop = (): void => process.exit(0);
  endWithSupervisor(() => stop());
  const config = readConfig();
  const dev = process.argv.includes("--dev");
  const lock = await lockDataDir(config.dataDir);
  if (!lock)
    throw new CannotStart(
      `Another Snapscope is using the data directory ${config.dataDir}. Stop it, or choose another: SNAPSCOPE_DATA_DIR=… npm start`,
    );

  // The port is taken first, so that a taken one is told before Next is loaded; who asks meanwhile is asked to wait.
  let handle: Handler = async (_request, response) => answerNotReady(response);
  const server = createHttpServer(config, (request, response) => handle(request, response), { dev, log: createLog(config.logLevel) });
  await listen(server, config);
  const app = next({
    dev,
    dir: dirname(dirname(dirname(fileURLToPath(import.meta.url)))),
    hostname: config.host,
    port: config.port,
    httpServer: server,
  });
  await app.prepare();
  handle = app.getRequestHandler();
  const host = config.host.includes(":") ? `[${config.host}]` : config.host;
  console.log(
    `Snapscope is ready on http://${host}:${config.port} (${config.azure.kind === "local" ? "Local Azure: nothing here touches a real account" : "Azure"}). Ctrl-C ends it.`,
  );

  let stopping = false;
  stop = () => {
    if (stopping) return;
    stopping = true;
    const late = setTimeout(() => process.exit(1), stopWithinMs);
    late.unref();
    server.close();
    server.closeAllConnections();
    stopContainer()
      .then(() => lock.release())
      .then(
        () => process.exit(0),
        (error: unknown) => fail(error),
      );
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
}

/** It holds a channel to us, if there is one; the system closes it when it dies, however it dies. */
function endWithSupervisor(end: () => void): void {
  if (process.connected === false) end();
  else if (process.connected) process.once("disconnect", end);
}

function fail(error: unknown): never {
  console.error(`snapscope: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(error instanceof CannotStart ? cannotStartCode : 1);
}

main().catch(fail);
