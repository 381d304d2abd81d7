// A copy that was ordered elsewhere, followed in lists and chains without reading all of Azure again.
import { afterAll, beforeEach, expect, it } from "vitest";
import { type LocalEstate, makeDisk, startLocalEstate, takeSnapshot } from "#lib/adapters/testing/local-estate.ts";
import { createServices, type Services } from "#lib/adapters/testing/local-services.ts";
import { AppError } from "#lib/domain/app-error.ts";
import { getChain } from "#lib/services/chains/get-chain.ts";
import type { AzureInventory } from "#lib/services/ports/inventory.ts";

let local: LocalEstate;
let services: Services;
let asked: { readings: number; looks: number };
/** Whatever else a test wants of a single answer, or of a reading. */
let rewrite: Partial<Pick<AzureInventory, "getSnapshot" | "read">>;

beforeEach(async () => {
  await local?.stop();
  local = await startLocalEstate();
  asked = { readings: 0, looks: 0 };
  rewrite = {};
  const watched: AzureInventory = {
    ...local.inventory,
    read(context, options) {
      asked.readings += 1;
      return (rewrite.read ?? local.inventory.read)(context, options);
    },
    getSnapshot(id, context) {
      asked.looks += 1;
      return (rewrite.getSnapshot ?? local.inventory.getSnapshot)(id, context);
    },
  };
  services = createServices(local, watched);
  const { azure } = local;
  const source = takeSnapshot(azure, makeDisk(azure, "db01"), "db01-1");
  azure.world.startCopy({ source, name: "db01-copy", group: azure.group, location: "northeurope", durationMs: 150_000 });
  await services.view.current(local.context);
});
afterAll(() => local.stop());

const copyRow = async () => (await services.look()).rows.find(({ name }) => name === "db01-copy");

it("is shown as far as it is, in the list and in the chain it is copied from", async () => {
  const tenths = (row: { completionPercent?: number | undefined } | undefined) => Math.floor((row?.completionPercent ?? -1) / 10);
  for (const expected of [0, 1, 2]) {
    await expect.poll(async () => tenths(await copyRow())).toBe(expected);
    local.azure.world.clock.advance(15_000);
  }
  const source = (await services.look()).rows.find(({ name }) => name === "db01-1");
  const copyInChain = async () => (await getChain(services, source?.chainId ?? "", local.context)).copies[0]?.snapshot;
  await expect.poll(async () => tenths(await copyInChain())).toBe(3);
  expect(asked.readings).toBe(1);
});

it("is not looked at more often than every few seconds, and not while its subscription is throttled", async () => {
  for (let i = 0; i < 5; i += 1) await services.look();
  expect(asked.looks).toBe(1);
  local.azure.faults.add({ kind: "throttle", path: local.azure.subscriptionId, retryAfterSeconds: 302, times: 100 });
  await services.view.refresh(local.context, { isInsisted: true });
  local.azure.world.clock.advance(20_000);
  for (let i = 0; i < 5; i += 1) await services.look();
  expect(asked).toEqual({ readings: 2, looks: 1 });
});

it("brings a reading of all when it has arrived, or is gone", async () => {
  const { world } = local.azure;
  world.clock.advance(205_000);
  await services.view.refresh(local.context);
  expect(await copyRow()).toMatchObject({ state: "ready" });
  const [source] = world.snapshots.values();
  if (!source) throw new Error("there is no snapshot");
  world.startCopy({ source, name: "db01-again", group: local.azure.group, location: "westus", durationMs: 30_000 });
  await services.view.refresh(local.context);
  const { readings } = asked;
  world.clock.advance(35_000);
  await expect.poll(async () => (await services.look()).rows.find(({ name }) => name === "db01-again")?.state).toBe("ready");
  expect(asked.readings).toBe(readings + 1);
});

it("brings the reading also where a look at another fails", async () => {
  const { world } = local.azure;
  const source = [...world.snapshots.values()].find(({ name }) => name === "db01-1");
  if (!source) throw new Error("there is no snapshot");
  world.startCopy({ source, name: "db01-again", group: local.azure.group, location: "westus", durationMs: 30_000 });
  await services.view.refresh(local.context);
  rewrite.getSnapshot = async (id, context) => {
    if (id.endsWith("db01-copy")) throw new AppError("azure-failed", "no answer for this one");
    return local.inventory.getSnapshot(id, context);
  };
  // Sooner than a reading is due by its age.
  world.clock.advance(35_000);
  await expect.poll(async () => (await services.look()).rows.find(({ name }) => name === "db01-again")?.state).toBe("ready");
});

it("brings one reading, and no more for a minute, where the list still shows it under way", async () => {
  const behind = await local.inventory.read(local.context);
  rewrite.read = async () => ({ ...behind, readAt: new Date(local.clock.nowMs()).toISOString() });
  rewrite.getSnapshot = async () => undefined;
  const { readings } = asked;
  for (let i = 0; i < 5; i += 1) {
    local.azure.world.clock.advance(9000);
    const { looks } = asked;
    await expect.poll(() => services.look().then(() => asked.looks)).toBe(looks + 1);
  }
  expect(asked.readings).toBe(readings + 1);
});
