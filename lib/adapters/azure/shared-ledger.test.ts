// Two dashboards on one database, each in its own place: they know of each other's SAS and leave them alone.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createAccessLedger } from "#lib/adapters/database/access-ledger.ts";
import { createAccessUses } from "#lib/adapters/database/access-uses.ts";
import { type Database, openDatabase } from "#lib/adapters/database/open-database.ts";
import { makeEmbeddedDatabase } from "#lib/adapters/testing/embedded-database.ts";
import { fill, ids, type LocalEstate, makeDisk, startLocalEstate, takeSnapshot } from "#lib/adapters/testing/local-estate.ts";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import { totalsOf } from "#lib/domain/ranges/block-range.ts";
import { testSight } from "#lib/domain/testing/principal-sample.ts";
import { createSnapshotAccess } from "./snapshot-access.ts";

const dataDir = mkdtempSync(join(tmpdir(), "snapscope-ledger-"));
const MIB = 2 ** 20;
let estate: LocalEstate;
let database: Database;
let snapshot: Snapshot;

beforeAll(async () => {
  estate = await startLocalEstate();
  await makeEmbeddedDatabase(dataDir);
  database = await openDatabase({ dataDir });
  const disk = makeDisk(estate.azure, "db01");
  fill(estate.azure, disk, 0, MIB);
  takeSnapshot(estate.azure, disk, "db01-0");
  [snapshot] = (await estate.inventory.read(estate.context)).snapshots as [Snapshot];
});
afterAll(async () => {
  await database.close();
  await estate.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

function dashboard(id: string, place: string) {
  const ledger = createAccessLedger(database.db, { id, place });
  const uses = createAccessUses(database.db, { id, place });
  return { ledger, access: createSnapshotAccess({ connection: estate.connection, ledger, uses, clock: estate.clock, ids }) };
}

it("a second dashboard's start leaves the first one's live SAS alone, and knows it for Snapscope's own", async () => {
  const [first, second] = [dashboard("one", "here"), dashboard("two", "there")];
  await first.ledger.beat(60_000);
  await first.access.withReadAccess([snapshot], estate.context, async ([access]) => {
    expect(await second.access.revokeLeftovers(estate.context)).toBe(0);
    if (access) expect(totalsOf(await estate.reader.readAllocated(access, 1024 * MIB, estate.context)).writtenBytes).toBe(MIB);
    expect((await second.ledger.newest(1, testSight))[0]).toMatchObject({ owner: "one", result: "open" });
    // Not refused as somebody else's.
    await second.access.withReadAccess([snapshot], estate.context, async () => undefined);
  });
  expect((await second.ledger.newest(10, testSight)).map((entry) => entry.result)).toEqual(["revoked", "revoked"]);
});

it("what a dashboard left when it died is revoked by its next start, and by any other once it is not heard of", async () => {
  const dead = dashboard("dead", "here");
  await dead.ledger.beat(60_000);
  const leave = async () => {
    const [client, group] = [estate.azure.compute(), "Test-Group"];
    await client.snapshots.grantAccess(group, snapshot.name, { access: "Read", durationInSeconds: 600 }, { updateIntervalInMs: 1 });
    const at = {
      requestId: "r",
      requestedBy: estate.context.principal,
      grantedAt: "2026-11-22T00:00:00Z",
      expiresAt: "2026-11-22T01:00:00Z",
    };
    await dead.ledger.open({ id: ids.uuid(), snapshotId: snapshot.id, ...at, result: "open" });
  };
  await leave();
  expect(await dashboard("three", "there").access.revokeLeftovers(estate.context)).toBe(0);
  expect(await dashboard("four", "here").access.revokeLeftovers(estate.context)).toBe(1);
  await leave();
  await dead.ledger.beat(-1);
  expect(await dashboard("three", "there").access.revokeLeftovers(estate.context)).toBe(1);
  expect(await dead.ledger.stillOpen()).toEqual([]);
});
