// Local Azure as a program. On stdout exactly one line of JSON when it is ready (see endpoints.ts); all else on stderr.

import type { CliOptions } from "./cli-options.ts";
import { parseCliOptions, usage } from "./cli-options.ts";
import { guideText } from "./guide.ts";
import { diskFull, isDiskFull } from "./log-failure.ts";
import { startLocalAzure } from "./server.ts";

/** EX_CONFIG of sysexits.h: trying again would end the same. */
const cannotStartCode = 78;

async function main(): Promise<void> {
  const options = readOptions();
  if (options.help) {
    process.stderr.write(usage);
    return;
  }
  const { dataDir, seed, port, blobPort } = options;
  const local = await startLocalAzure({ dataDir, seed, port, blobPort });
  stopWhenAsked(local.close);
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

/** By a signal, or by the end of the process that started it with a channel, however that one ends. */
function stopWhenAsked(close: () => Promise<void>): void {
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
  process.once("disconnect", stop);
  if (process.connected === false) stop();
}

function fail(error: unknown): never {
  const message = isDiskFull(error) ? diskFull : error;
  process.stderr.write(`Local Azure: ${message instanceof Error ? message.message : String(message)}\n`);
  process.exit(mayPass(error) ? 1 : cannotStartCode);
}

/** A full disk or no more files may be gone in a moment; a right that is missing, or what is said in a sentence of our own, is not. */
function mayPass(error: unknown): boolean {
  const passing: unknown[] = ["ENOSPC", "EDQUOT", "EMFILE", "ENFILE", "EIO", "EAGAIN"];
  return !(error instanceof Error) || ("code" in error && passing.includes(error.code));
}

main().catch(fail);
