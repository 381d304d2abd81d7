// The dashboard as a process: lock, port, then Next. Whatever is wrong is said in one message, with exit code 1.
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import next from "next";
import { answerNotReady, createHttpServer, type Handler } from "#lib/server/http/http-server.ts";
import { listen } from "#lib/server/http/port.ts";
import { ConfigError, readConfig } from "./config.ts";
import { lockDataDir } from "./data-dir-lock.ts";
import { createLog } from "./log.ts";
import { stopContainer } from "./process-state.ts";

const stopWithinMs = 5000;

async function main(): Promise<void> {
  const config = readConfig();
  const dev = process.argv.includes("--dev");
  const lock = await lockDataDir(config.dataDir);
  if (!lock)
    throw new Error(
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
  const stop = () => {
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

function fail(error: unknown): never {
  console.error(`snapscope: ${error instanceof ConfigError || error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}

main().catch(fail);
