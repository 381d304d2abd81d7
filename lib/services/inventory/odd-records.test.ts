// Records as Azure should not send them, among good ones: each costs its own row what is missing in it, and nothing else.
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createAzureInventory } from "#lib/adapters/azure/inventory.ts";
import { fill, type LocalEstate, makeDisk, startLocalEstate, takeSnapshot } from "#lib/adapters/testing/local-estate.ts";
import { createServices } from "#lib/adapters/testing/local-services.ts";
import { changed, type RewritingAzure, startRewritingAzure } from "#lib/adapters/testing/rewriting-azure.ts";
import { chainDetail, chainList, chainQuery } from "#lib/contract/chains.ts";
import { type CostQuery, costQuery, costReport } from "#lib/contract/costs.ts";
import { diskList, diskQuery, type SnapshotQuery, snapshotList, snapshotQuery } from "#lib/contract/inventory.ts";
import { overview } from "#lib/contract/overview.ts";
import { chainCsv, getChain } from "#lib/services/chains/get-chain.ts";
import { chainsCsv, listChains } from "#lib/services/chains/list-chains.ts";
import { getCosts } from "#lib/services/costs/get-costs.ts";
import { getOverview } from "#lib/services/overview/get-overview.ts";
import { disksCsv, listDisks } from "./list-disks.ts";
import { listSnapshots, snapshotsCsv } from "./list-snapshots.ts";

const GIB = 2 ** 30;
const HOUR_MS = 3_600_000;
let estate: LocalEstate;
let azure: RewritingAzure;

beforeAll(async () => {
  estate = await startLocalEstate();
  const disk = makeDisk(estate.azure, "db01", 8);
  fill(estate.azure, disk, 0, 2 ** 20);
  const nowMs = estate.clock.nowMs();
  for (const n of [1, 2, 3]) takeSnapshot(estate.azure, disk, `db01-${n}`, nowMs - (10 - n) * HOUR_MS);
  makeDisk(estate.azure, "db02", 4);
  azure = await startRewritingAzure(estate);
});
afterAll(async () => {
  await azure.stop();
  await estate.stop();
});
afterEach(() => azure.reset());

type Sent = Record<string, unknown> & { properties: Record<string, unknown> };

/** All that is shown, through the schemas the pages read with, when one record of a list is something else. */
async function shownWith(list: "snapshots" | "disks", name: string, odd: (sent: Sent) => unknown) {
  azure.answerWith(({ path }, answer) =>
    path.includes(`/${list}?`) && answer.status === 200
      ? changed(answer, ({ value, ...rest }: { value: (Sent & { name: string })[] }) => ({
          ...rest,
          value: value.map((one) => (one.name === name ? odd(one) : one)),
        }))
      : undefined,
  );
  const services = createServices(estate, createAzureInventory({ connection: azure.connection, clock: estate.clock }));
  const { context } = estate;
  await services.view.refresh(context);
  const everyChain = chainQuery.parse({});
  const snapshots = snapshotList.parse(await listSnapshots(services, snapshotQuery.parse({}) as SnapshotQuery, context));
  const chains = chainList.parse(await listChains(services, everyChain, context));
  const details = await Promise.all(chains.items.map(async ({ id }) => chainDetail.parse(await getChain(services, id, context))));
  const costs = costReport.parse(await getCosts(services, costQuery.parse({ groupBy: "snapshot" }) as CostQuery, context));
  const csv = [
    await snapshotsCsv(services, snapshotQuery.parse({}) as SnapshotQuery, context),
    await disksCsv(services, diskQuery.parse({}), context),
    await chainsCsv(services, everyChain, context),
    ...(await Promise.all(chains.items.map(({ id }) => chainCsv(services, id, context)))),
  ];
  return {
    snapshots: snapshots.items,
    disks: diskList.parse(await listDisks(services, diskQuery.parse({}), context)).items,
    chains: chains.items,
    details,
    costs,
    csv,
    source: snapshots.sources[0],
    overview: overview.parse(await getOverview(services, {}, context)),
  };
}

type Shown = Awaited<ReturnType<typeof shownWith>>;

const snapshotNamed = (shown: Shown, name: string) => shown.snapshots.find((row) => row.name === name);
const noticesOf = ({ source, overview: { attention } }: Shown) => {
  expect(source?.state).toBe("ok");
  expect(attention.find(({ kind }) => kind === "odd-record")?.detail).toBe(source?.notices?.join(" "));
  return source?.notices;
};
const without = (sent: Sent, ...names: string[]) => ({
  ...sent,
  properties: Object.fromEntries(Object.entries(sent.properties).filter(([name]) => !names.includes(name))),
});

describe("a snapshot", () => {
  it.each([
    ["absent", (sent: Sent) => without(sent, "timeCreated")],
    ["null", (sent: Sent) => ({ ...sent, properties: { ...sent.properties, timeCreated: null } })],
    ["no time", (sent: Sent) => ({ ...sent, properties: { ...sent.properties, timeCreated: "soon" } })],
    ["a number", (sent: Sent) => ({ ...sent, properties: { ...sent.properties, timeCreated: 7 } })],
  ])("whose time is %s has no time, and a place in nobody's way", async (_how, odd) => {
    const shown = await shownWith("snapshots", "db01-2", odd);
    const row = snapshotNamed(shown, "db01-2");
    expect(row?.createdAt).toBeUndefined();
    expect(row).toMatchObject({ positionInChain: 3, canDiffWithPrevious: { possible: false }, canCopy: { possible: false } });
    expect(row?.delta).toMatchObject({
      state: "not-measured",
      outlook: "blocked",
      reason: expect.stringContaining("when db01-2 was made"),
    });
    expect(snapshotNamed(shown, "db01-3")?.delta).toMatchObject({ state: "not-measured", outlook: "now" });
    expect(shown.chains[0]).toMatchObject({ lastAt: snapshotNamed(shown, "db01-3")?.createdAt, snapshotCount: 3 });
    expect(shown.csv.join()).not.toContain("1970");
    expect(shown.costs.rows.find(({ label }) => label === "db01-2")).toMatchObject({ unmeasured: 1 });
    expect(noticesOf(shown)).toEqual([`Azure sent the snapshot ${row?.id} without a time of creation.`]);
  });

  it("of 0 bytes beside its GiB has those GiB", async () => {
    const shown = await shownWith("snapshots", "db01-2", (sent) => ({
      ...sent,
      properties: { ...sent.properties, diskSizeBytes: 0, diskSizeGB: 8 },
    }));
    expect(snapshotNamed(shown, "db01-2")?.provisionedBytes).toBe(8 * GIB);
    expect(noticesOf(shown)).toBeUndefined();
  });

  it.each([
    ["absent", (sent: Sent) => without(sent, "diskSizeBytes", "diskSizeGB")],
    ["0", (sent: Sent) => ({ ...sent, properties: { ...sent.properties, diskSizeBytes: 0, diskSizeGB: 0 } })],
    ["a text", (sent: Sent) => ({ ...sent, properties: { ...sent.properties, diskSizeBytes: "many", diskSizeGB: null } })],
  ])("whose size is %s has no size, and is neither read nor restored", async (_how, odd) => {
    const shown = await shownWith("snapshots", "db01-3", odd);
    const row = snapshotNamed(shown, "db01-3");
    expect(row?.provisionedBytes).toBeUndefined();
    expect(row).toMatchObject({ unreadable: { rule: "unknown-size" }, canRestore: { possible: false }, canCopy: { possible: false } });
    expect(shown.chains[0]?.provisionedBytes).toBeUndefined();
    expect(noticesOf(shown)).toEqual([`Azure sent the snapshot ${row?.id} without a size.`]);
  });

  it.each([
    ["with a tier only", { tier: "Premium" }],
    ["null", null],
    ["a text", "Standard_LRS"],
  ])("whose sku is %s has no type, no redundancy and no price", async (_how, sku) => {
    const shown = await shownWith("snapshots", "db01-2", (sent) => ({ ...sent, sku }));
    const row = snapshotNamed(shown, "db01-2");
    expect(row).toMatchObject({ sku: "unknown", redundancy: "unknown" });
    expect(shown.costs.rows.find(({ label }) => label === "db01-2")?.usdPerGibMonth ?? null).toBeNull();
    expect(shown.costs.rows.find(({ label }) => label === "db01-1")?.usdPerGibMonth).toBe("0.05");
    expect(noticesOf(shown)).toEqual([`Azure sent the snapshot ${row?.id} without a type.`]);
  });

  it("without a region is in none, and alone in it", async () => {
    const shown = await shownWith("snapshots", "db01-2", (sent) => ({ ...sent, location: null }));
    expect(snapshotNamed(shown, "db01-2")).toMatchObject({ region: "unknown" });
    expect(snapshotNamed(shown, "db01-3")).toMatchObject({ region: "westeurope" });
    expect(noticesOf(shown)).toHaveLength(1);
  });

  it.each([
    ["null", () => null, "Azure sent a snapshot without a usable id: it is left out."],
    ["a number", () => 7, "Azure sent a snapshot without a usable id: it is left out."],
    ["without an id", ({ id: _id, ...sent }: Sent) => sent, "Azure sent a snapshot without a usable id (db01-2): it is left out."],
    [
      "with half an id",
      (sent: Sent) => ({ ...sent, id: "/subscriptions/x" }),
      "Azure sent a snapshot without a usable id (/subscriptions/x): it is left out.",
    ],
  ])("that is %s is left out and told; the others are there", async (_how, odd, notice) => {
    const shown = await shownWith("snapshots", "db01-2", odd);
    expect(shown.snapshots.map(({ name }) => name).toSorted()).toEqual(["db01-1", "db01-3"]);
    expect(noticesOf(shown)).toEqual([notice]);
  });

  it("that comes as null after it was seen is not taken for deleted", async () => {
    const services = createServices(estate, createAzureInventory({ connection: azure.connection, clock: estate.clock }));
    await services.view.refresh(estate.context);
    azure.answerWith(({ path }, answer) =>
      path.includes("/snapshots?")
        ? changed(answer, ({ value }: { value: Sent[] }) => ({ value: value.map((one) => (one.name === "db01-2" ? null : one)) }))
        : undefined,
    );
    await services.view.refresh(estate.context);
    const { rows, chains } = await services.look();
    expect(rows.map(({ name }) => name)).toEqual(["db01-1", "db01-2", "db01-3"]);
    expect((await getChain(services, chains[0]?.id ?? "", estate.context)).tombstoneCount).toBe(0);
  });

  it("of words that do not exist yet is shown, with them", async () => {
    const shown = await shownWith("snapshots", "db01-2", (sent) => ({
      ...sent,
      sku: { name: "PremiumV9_GRS" },
      tags: { a: "b", odd: null },
      properties: {
        ...sent.properties,
        encryption: { type: "EncryptionOnTheMoon" },
        networkAccessPolicy: "AllowFridays",
        diskState: "Dreaming",
        osType: "Plan9",
        snapshotAccessState: "AvailableOnMars",
        creationData: { ...(sent.properties.creationData as object), logicalSectorSize: null },
        copyCompletionError: null,
        completionPercent: null,
      },
    }));
    expect(snapshotNamed(shown, "db01-2")).toMatchObject({
      sku: "PremiumV9_GRS",
      redundancy: "unknown",
      encryption: "EncryptionOnTheMoon",
      networkAccessPolicy: "AllowFridays",
      state: "unknown",
      unknownState: "AvailableOnMars",
      tags: { a: "b" },
    });
    expect(noticesOf(shown)).toBeUndefined();
  });

  it.each([
    [
      "of a state that is not known",
      (sent: Sent) => ({ ...sent, properties: { ...sent.properties, provisioningState: "Migrating" } }),
      "Migrating",
    ],
    ["without a state", (sent: Sent) => without(sent, "provisioningState"), "none given"],
  ])("%s is unknown, with what Azure says and without a button", async (_how, odd, said) => {
    const shown = await shownWith("snapshots", "db01-2", odd);
    const refused = { possible: false, reason: expect.stringContaining(said) };
    expect(snapshotNamed(shown, "db01-2")).toMatchObject({
      state: "unknown",
      unknownState: said,
      delta: { state: "not-measured", outlook: "blocked" },
      canCopy: refused,
      canRestore: refused,
      canDiffWithPrevious: refused,
    });
    expect(snapshotNamed(shown, "db01-1")).toMatchObject({ state: "ready", canCopy: { possible: true } });
    expect(shown.chains[0]?.breaks.map(({ reason }) => reason)).toContain("not-ready");
    expect(noticesOf(shown)).toEqual(said === "Migrating" ? undefined : [expect.stringMatching(/db01-2 without a state\.$/)]);
  });

  it("without properties has what its id says", async () => {
    const shown = await shownWith("snapshots", "db01-2", ({ id }) => ({ id, properties: null }));
    expect(snapshotNamed(shown, "db01-2")).toMatchObject({ kind: "full", sku: "unknown", region: "unknown" });
    expect(noticesOf(shown)?.[0]).toMatch(/without a region, a type, a time of creation, a size, a unique id, a state\.$/);
  });
});

describe("a disk", () => {
  it("that is null is left out, and its snapshots are there", async () => {
    const shown = await shownWith("disks", "db02", () => null);
    expect(shown.disks.map(({ name }) => name)).toEqual(["db01"]);
    expect(shown.snapshots).toHaveLength(3);
    expect(noticesOf(shown)).toEqual(["Azure sent a disk without a usable id: it is left out."]);
  });

  it("that is null at the very first reading is not gone: it may be that record", async () => {
    const shown = await shownWith("disks", "db01", () => null);
    expect(shown.chains.map(({ sourceState }) => sourceState)).toEqual(["unknown"]);
    expect(shown.overview.attention.map(({ kind }) => kind)).not.toContain("orphaned-chain");
    expect(shown.costs.rows.map(({ label }) => label).join()).not.toContain("deleted");
  });

  it("without time, size and type has none of them", async () => {
    const shown = await shownWith("disks", "db01", ({ sku: _sku, ...sent }) =>
      without(sent as Sent, "timeCreated", "diskSizeBytes", "diskSizeGB"),
    );
    const disk = shown.disks.find(({ name }) => name === "db01");
    expect(disk).toMatchObject({ sku: "unknown", snapshotCount: 3 });
    expect([disk?.createdAt, disk?.provisionedBytes]).toEqual([undefined, undefined]);
    expect(shown.overview.diskStrips[0]?.days.every(({ state }) => state !== "before-disk")).toBe(true);
    expect(noticesOf(shown)).toHaveLength(1);
  });

  it("whose upload is not finished has no size yet, and that is not odd", async () => {
    const shown = await shownWith("disks", "db02", (sent) => {
      const { properties, ...rest } = without(sent, "diskSizeBytes", "diskSizeGB");
      return { ...rest, properties: { ...properties, diskState: "ReadyToUpload" } };
    });
    expect(shown.disks.find(({ name }) => name === "db02")?.provisionedBytes).toBeUndefined();
    expect(noticesOf(shown)).toBeUndefined();
  });

  it("without a unique id is not taken for a recreated one", async () => {
    const shown = await shownWith("disks", "db01", (sent) => without(sent, "uniqueId"));
    expect(shown.chains[0]?.sourceState).toBe("live");
    expect(shown.overview.attention.map(({ kind }) => kind)).not.toContain("orphaned-chain");
    expect(noticesOf(shown)).toHaveLength(1);
  });
});
