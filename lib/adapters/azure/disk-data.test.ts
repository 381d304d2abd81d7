// Snapshots whose data a SAS alone does not open: known before one is asked for, and read where the right is there.
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { fill, type LocalEstate, makeDisk, startLocalEstate, takeSnapshot } from "#lib/adapters/testing/local-estate.ts";
import { createServices } from "#lib/adapters/testing/local-services.ts";
import { startRewritingAzure } from "#lib/adapters/testing/rewriting-azure.ts";
import type { Snapshot } from "#lib/local-azure/model/records/snapshot.ts";
import { assignRole } from "#lib/local-azure/testing/assign-role.ts";
import { createSnapshotAccess } from "./snapshot-access.ts";

const HOUR_MS = 3_600_000;
const role = "Data Operator for Managed Disks";
const estates: LocalEstate[] = [];
let estate: LocalEstate;
let snapshots: Snapshot[];

beforeEach(async () => {
  estate = await startLocalEstate();
  estates.push(estate);
  const disk = makeDisk(estate.azure, "db01");
  const nowMs = estate.clock.nowMs();
  snapshots = [1, 2].map((n) => {
    fill(estate.azure, disk, n * 2 ** 20, 2 ** 20);
    return takeSnapshot(estate.azure, disk, `db01-${n}`, nowMs - (3 - n) * HOUR_MS);
  });
});
afterAll(() => Promise.all(estates.map((one) => one.stop())));

async function measured(local: LocalEstate = estate) {
  const services = createServices(local);
  await services.view.refresh(estate.context);
  const before = await services.look();
  const result = await services.measureChain(before.chains[0]?.id ?? "", estate.context);
  return { before: before.rows, result, after: (await services.look()).rows, services };
}

const closeToSas = () => {
  for (const snapshot of snapshots) snapshot.dataAccessAuthMode = "AzureActiveDirectory";
};

describe("publicNetworkAccess Disabled", () => {
  it("is no measurement and no SAS, with what would allow it", async () => {
    for (const snapshot of snapshots) snapshot.publicNetworkAccess = "Disabled";
    const { before, result } = await measured();
    const reason = expect.stringMatching(/publicNetworkAccess Disabled\); it can be read once that is Enabled/);
    expect(before[0]).toMatchObject({
      delta: { state: "not-measured", outlook: "blocked", reason },
      unreadable: { rule: "public-network" },
    });
    expect(before[1]?.canDiffWithPrevious).toMatchObject({ possible: false, reason });
    expect(result).toMatchObject({ measured: 0, skipped: [{ rule: "public-network" }, { rule: "public-network" }] });
    expect(estate.ledger.entries).toEqual([]);
  });
});

describe("dataAccessAuthMode AzureActiveDirectory", () => {
  it("without the right is no measurement and no SAS, with what would allow it", async () => {
    closeToSas();
    const { before, result } = await measured();
    expect(before[0]?.delta).toMatchObject({ state: "not-measured", reason: expect.stringContaining(role) });
    expect(result).toMatchObject({
      measured: 0,
      skipped: [
        { rule: "data-access-auth", isFault: false, reason: expect.stringContaining(role) },
        { rule: "data-access-auth", isFault: false },
      ],
    });
    expect(estate.ledger.entries).toEqual([]);
  });

  it("with the right is read as any other: ranges, bytes and what changed", async () => {
    await assignRole(estate.azure, role, "owner", `/subscriptions/${estate.azure.subscriptionId}`);
    closeToSas();
    const { result, after } = await measured();
    expect(result).toMatchObject({ measured: 2, skipped: [] });
    expect(after.map(({ delta }) => delta)).toMatchObject([{ bytes: 2 ** 20 }, { bytes: 2 ** 20 }]);
    const bytes = await estate.inventory
      .getSnapshot(snapshots[1]?.id ?? "", estate.context)
      .then((snapshot) =>
        estate.access.withReadAccess(snapshot ? [snapshot] : [], estate.context, async ([access]) =>
          access ? estate.reader.readBytes(access, 2 ** 20, 512, estate.context) : new Uint8Array(),
        ),
      );
    expect(bytes).toHaveLength(512);
    expect(estate.ledger.entries.map(({ result: end }) => end)).not.toContain("open");
  });

  it("where Azure does not list permissions is tried, and told from what the data says", async () => {
    closeToSas();
    const azure = await startRewritingAzure(estate);
    azure.answerWith(({ path }) =>
      path.includes("/permissions?") ? { status: 403, body: '{"error":{"code":"AuthorizationFailed"}}' } : undefined,
    );
    const { ledger, uses, clock } = estate;
    const ids = { uuid: () => crypto.randomUUID() };
    const access = createSnapshotAccess({ connection: azure.connection, ledger, uses, clock, ids });
    const { result } = await measured({ ...estate, access });
    await azure.stop();
    expect(result).toMatchObject({ measured: 0, skipped: [{ rule: "data-access-auth", reason: expect.stringContaining(role) }, {}] });
    expect(ledger.entries.map(({ result: end }) => end)).toEqual(["revoked", "revoked"]);
  });
});
