import { afterAll, beforeAll, expect, it } from "vitest";
import { fill, type LocalEstate, makeDisk, startLocalEstate, takeSnapshot } from "#lib/adapters/testing/local-estate.ts";
import { createServices, type Services } from "#lib/adapters/testing/local-services.ts";
import { type SnapshotQuery, snapshotList, snapshotQuery } from "#lib/contract/inventory.ts";
import type { Snapshot } from "#lib/local-azure/model/records/snapshot.ts";
import { getDiff } from "#lib/services/diff/get-diff.ts";
import { listSnapshots } from "./list-snapshots.ts";

const MIB = 2 ** 20;
const DAY_MS = 86_400_000;
let estate: LocalEstate;
let services: Services;
let taken: Snapshot[];

beforeAll(async () => {
  estate = await startLocalEstate();
  const { azure } = estate;
  const disk = makeDisk(azure, "db01", 4);
  taken = [1, 2, 3].map((n) => {
    fill(azure, disk, n * 10 * MIB, n * MIB);
    return takeSnapshot(azure, disk, `db01-${n}`, estate.clock.nowMs() - (5 - n) * DAY_MS);
  });
  services = createServices(estate);
  await services.view.refresh(estate.context);
  for (const { id } of (await services.look()).chains) await services.measureChain(id, estate.context);
});
afterAll(() => estate.stop());

const look = async (id: string) =>
  snapshotList.parse(await listSnapshots(services, snapshotQuery.parse({ id }) as SnapshotQuery, estate.context));

it("a snapshot that was compared with one further back is not measured yet, and nothing has moved into it", async () => {
  const disk = makeDisk(estate.azure, "db02", 4);
  const chain = [1, 2, 3].map((n) => takeSnapshot(estate.azure, disk, `db02-${n}`, estate.clock.nowMs() - (5 - n) * DAY_MS));
  await services.view.refresh(estate.context);
  const [base = "", , target = ""] = chain.map(({ id }) => id);
  await getDiff(services, { base, target }, estate.context);
  expect((await look(target)).items[0]?.delta).toMatchObject({
    state: "not-measured",
    reason: "Not measured yet: Azure has to be asked once which parts of it hold data.",
  });
});

it("a link to a deleted snapshot leads to what is known of it, and its successor says why it has to be measured anew", async () => {
  const [first, second, third] = taken;
  if (!first || !second || !third) throw new Error("three snapshots");
  expect((await look(second.id)).gone).toBeUndefined();
  const chain = (await services.look()).chains.find(({ sourceDiskName }) => sourceDiskName === "db01");
  estate.azure.world.deleteSnapshot(second);
  await services.view.refresh(estate.context);

  expect(await look(second.id.toUpperCase())).toMatchObject({
    items: [],
    gone: { name: "db01-2", region: "westeurope", sourceDiskName: "db01", storedBytes: 2 * MIB, chainId: chain?.id },
  });
  expect((await look(third.id)).items[0]?.delta).toMatchObject({
    state: "not-measured",
    outlook: "now",
    reason: expect.stringContaining("no longer before it in its chain"),
  });
  expect(await look(`${second.id}-never-there`)).not.toHaveProperty("gone");

  for (const snapshot of [first, third]) estate.azure.world.deleteSnapshot(snapshot);
  await services.view.refresh(estate.context);
  const { gone } = await look(second.id);
  expect(gone).toMatchObject({ name: "db01-2", sourceDiskName: "db01" });
  expect(gone?.chainId).toBeUndefined();
});
