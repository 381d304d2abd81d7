// An operation under way of which Azure asks not to be asked again for five minutes: nobody stands in line behind it.
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { ids, type LocalEstate, makeDisk, startLocalEstate, takeSnapshot } from "#lib/adapters/testing/local-estate.ts";
import { type RewritingAzure, startRewritingAzure } from "#lib/adapters/testing/rewriting-azure.ts";
import { createAzureWriter } from "./azure-writer.ts";
import { createAzureInventory } from "./inventory.ts";
import { createSnapshotAccess } from "./snapshot-access.ts";
import { SnapshotSas } from "./snapshot-sas.ts";

const throttled = { code: "azure-throttled", retryable: true, details: { retryAfterMs: 302_000 } };
let estate: LocalEstate;
let azure: RewritingAzure;
let made = 0;

beforeAll(async () => {
  estate = await startLocalEstate();
  estate.azure.world.addGroup({ subscriptionId: estate.azure.subscriptionId, name: "dr", location: "northeurope" });
  azure = await startRewritingAzure(estate);
});
afterAll(async () => {
  await azure.stop();
  await estate.stop();
});
afterEach(() => {
  azure.reset();
  estate.ledger.entries.length = 0;
});

const underWay = {
  "by its state": { status: 200, body: '{"properties":{"output":null},"status":"InProgress"}' },
  "by its place": { status: 202, body: "" },
};
const isPoll = (path: string) => path.includes("/DiskOperations/");
const answerPolls = (answer: { status: number; body: string }, headers: Record<string, string> = { "retry-after": "302" }) =>
  azure.answerWith(({ path }) => (isPoll(path) ? { ...answer, headers } : undefined));
const inventory = () => createAzureInventory({ connection: azure.connection, clock: estate.clock });
/** Each its own, of a disk of its own: what one test leaves behind is in no other's way. */
const snapshot = async () => {
  made += 1;
  const { id } = takeSnapshot(estate.azure, makeDisk(estate.azure, `disk-${made}`), `disk-${made}-1`);
  const found = await estate.inventory.getSnapshot(id, estate.context);
  if (!found) throw new Error("there is no snapshot");
  return found;
};

describe.each(Object.entries(underWay))("told %s", (_how, answer) => {
  it("a revoke hands back the time, and is asked for no further", async () => {
    const { id } = await snapshot();
    answerPolls(answer);
    azure.asked.length = 0;
    expect(await new SnapshotSas(azure.connection).revoke(id, true, estate.context)).toMatchObject(throttled);
    expect(azure.asked.filter(({ path }) => isPoll(path))).toHaveLength(1);
  });

  it("a grant does so too, and what it may have given is owed and not asked for within the wait", async () => {
    const one = await snapshot();
    const { ledger, uses, clock } = estate;
    const access = createSnapshotAccess({ connection: azure.connection, ledger, uses, clock, ids });
    answerPolls(answer);
    await expect(access.withReadAccess([one], estate.context, async () => undefined)).rejects.toMatchObject(throttled);
    expect(ledger.entries).toMatchObject([{ result: "owed" }]);
    azure.asked.length = 0;
    expect(await access.revokeLeftovers(estate.context)).toBe(0);
    expect(azure.asked).toEqual([]);
  });

  it("a copy that is there is taken as ordered", async () => {
    const source = await snapshot();
    answerPolls(answer);
    const name = `copy-${answer.status}`;
    const targetId = `/subscriptions/${estate.azure.subscriptionId}/resourceGroups/dr/providers/Microsoft.Compute/snapshots/${name}`;
    const writer = createAzureWriter({ connection: azure.connection, inventory: inventory() });
    const copy = await writer.startCopy(
      {
        targetId,
        createOption: "CopyStart",
        region: "northeurope",
        sku: "Standard_LRS",
        sizeBytes: source.diskSizeBytes ?? 0,
        source,
        operationId: `makes ${name}`,
        tags: {},
        begunAt: new Date(estate.clock.nowMs()).toISOString(),
        zones: [],
      },
      estate.context,
    );
    expect(copy).toMatchObject({ name });
  });
});

it("a short wait is kept, and one in the answer that ends it is nobody's", async () => {
  const { id } = await snapshot();
  let polls = 0;
  azure.answerWith(({ path }, answer) => {
    if (!isPoll(path)) return undefined;
    polls += 1;
    if (polls === 1) return { ...underWay["by its state"], headers: { "retry-after": "1" } };
    return { headers: { ...answer.headers, "retry-after": "302" } };
  });
  expect(await new SnapshotSas(azure.connection).revoke(id, true, estate.context)).toBeUndefined();
});
