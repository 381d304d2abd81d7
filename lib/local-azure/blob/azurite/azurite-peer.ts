// Microsoft's emulator of storage accounts, started for a test on an ephemeral loopback port with a folder of its own:
// the reference for those calls on page blobs that it and Local Azure both answer.

import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startProgram } from "../../bench/bench-process.ts";

/** One of the two services the same calls are made to. */
export interface Peer {
  account: string;
  key: string;
  /** Of the account, path style. */
  url: string;
  /** What its clock says: a SAS ends by it. */
  nowMs(): number;
}

/** Known to everybody: Azurite's only account. */
const account = "devstoreaccount1";
const key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

export async function startAzuritePeer(): Promise<Peer & { stop(): Promise<void> }> {
  const dir = mkdtempSync(join(tmpdir(), "azurite-"));
  const program = createRequire(import.meta.url).resolve("azurite/dist/src/blob/main.js");
  const options = ["--blobPort", "0", "--location", dir, "--silent", "--skipApiVersionCheck", "--disableTelemetry"];
  const removeDir = () => rmSync(dir, { recursive: true, force: true });
  const { child, found } = await startProgram(program, options, /successfully listens on (http:\S+)/).catch((error: unknown) => {
    removeDir();
    throw error;
  });
  // Asked politely it would wait for the connections its clients keep.
  const end = () => child.kill("SIGKILL");
  // A test run that is broken off takes it along.
  process.once("exit", end);
  return {
    account,
    key,
    url: `${found}/${account}`,
    nowMs: Date.now,
    async stop() {
      process.off("exit", end);
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, "exit");
        end();
        await ended;
      }
      removeDir();
    },
  };
}
