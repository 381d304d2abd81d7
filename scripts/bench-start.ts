// A second start on a built tree with data: from the command to the first page.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Figure } from "./bench-figure.ts";
import { startServer } from "./bench-server.ts";

export async function benchStart(): Promise<Figure[]> {
  const dataDir = mkdtempSync(join(tmpdir(), "snapscope-bench-"));
  try {
    const first = await startServer(dataDir);
    await first.stop();
    const second = await startServer(dataDir);
    await second.stop();
    return [
      {
        name: "first-start (demo seed made)",
        value: Math.round(first.firstPageMs),
        unit: "ms",
        target: "<= 10000",
        ok: first.firstPageMs <= 10_000,
      },
      { name: "second-start", value: Math.round(second.firstPageMs), unit: "ms", target: "<= 5000", ok: second.firstPageMs <= 5000 },
    ];
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}
