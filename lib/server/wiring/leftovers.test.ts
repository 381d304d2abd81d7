// A start with SAS left over from an earlier run while Azure does not answer: it does not wait, and they are given back when
// Azure answers again.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeEmbeddedDatabase } from "#lib/adapters/testing/embedded-database.ts";
import { fill, makeDisk, takeSnapshot } from "#lib/adapters/testing/local-estate.ts";
import { testPrincipal } from "#lib/domain/testing/principal-sample.ts";
import { quickly, startTestAzure } from "#lib/local-azure/testing/test-azure.ts";
import { readConfig } from "#lib/server/config.ts";
import { createOperations } from "./wiring-operations.ts";
import { createParts } from "./wiring-parts.ts";

const leftoverCount = 4;

test("leftovers delay no start while Azure is silent, and are given back when it answers", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "snapscope-leftovers-"));
  await makeEmbeddedDatabase(dataDir);
  const azure = await startTestAzure({ dataDir: join(dataDir, "local-azure") });
  const activeSas = () => [...azure.world.snapshots.values()].filter((one) => azure.world.hasActiveSas(one)).length;
  const config = readConfig({ SNAPSCOPE_DATA_DIR: dataDir, SNAPSCOPE_MEASURE_UNASKED: "false", SNAPSCOPE_LOG_LEVEL: "error" });
  const parts = await createParts(config);
  const operations = createOperations(parts);
  try {
    for (let i = 0; i < leftoverCount; i += 1) {
      const disk = makeDisk(azure, `db0${i}`);
      fill(azure, disk, 0, 2 ** 20);
      const { id, name } = takeSnapshot(azure, disk, `db0${i}-0`);
      await azure.compute().snapshots.grantAccess("Test-Group", name, { access: "Read", durationInSeconds: 600 }, quickly);
      const at = { grantedAt: "2026-11-22T00:00:00Z", expiresAt: "2026-11-22T01:00:00Z" };
      await parts.ledger.open({ id, snapshotId: id, requestId: "r", requestedBy: testPrincipal, ...at, result: "open" });
    }
    azure.faults.add({ kind: "stall", service: "arm", path: "endGetAccess", times: 1000 });
    // Would not come back as long as Azure is silent.
    await operations.start();
    expect(activeSas()).toBe(leftoverCount);
    azure.faults.clear();
    await parts.janitor.sweep();
    expect([activeSas(), await parts.ledger.leftovers()]).toEqual([0, []]);
  } finally {
    await operations.stop();
    await azure.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
});
