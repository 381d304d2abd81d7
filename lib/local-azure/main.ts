// Local Azure as a program. On stdout exactly one line of JSON when it is ready (see endpoints.ts); all else on stderr.

import type { CliOptions } from "./cli-options.ts";
import { parseCliOptions, usage } from "./cli-options.ts";
import { guideText } from "./guide.ts";
import { diskFull, isDiskFull } from "./log-failure.ts";
import { startLocalAzure } from "./server.ts";

async function main(): Promise<void> {
  const options = readOptions();
  if (options.help) {
    process.stderr.write(usage);
    return;
  }
  const { dataDir, seed, port, blobPort } = options;
  const local = await startLocalAzure({ dataDir, seed, port, blobPort });
  stopOnSignal(local.close);
  process.stdout.write(`${JSON.stringify(local.endpoints)}\n`);
  if (options.guide) process.stderr.write(guideText(local.endpoints));
}

function readOptions(): CliOptions {
  try {
    return parseCliOptions(process.argv.slice(2));
  } catch (error) {
    throw new Error(`${(error as Error).message}\n\n${usage}`);
  }
}

function stopOnSignal(close: () => Promise<void>): void {
  let isStopping = false;
  const stop = () => {
    if (isStopping) return;
    isStopping = true;
    close().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
}

function fail(error: unknown): never {
  const message = isDiskFull(error) ? diskFull : error;
  process.stderr.write(`Local Azure: ${message instanceof Error ? message.message : String(message)}\n`);
  process.exit(1);
}

main().catch(fail);
