import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createArtifactCollector } from "./artifact-collector.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const hours = (count: number) => vi.advanceTimersByTimeAsync(count * 3_600_000);

function setUp(named: { artifactKeys: string[]; snapshotUniqueIds: string[] }) {
  const did: unknown[] = [];
  const collector = createArtifactCollector({
    artifacts: {
      delete: async () => undefined,
      async keepOnly(keys) {
        did.push([...keys]);
        return 0;
      },
    },
    measurements: {
      async uncollected() {
        did.push("looked for what is gone");
        return [];
      },
      collected: async () => undefined,
      named: async () => named,
    },
    clock: { nowMs: () => Date.now() },
    onCollected: (count) => did.push(count),
    onFailed: (error) => did.push(error),
  });
  return { collector, did };
}

it("collects what is gone at once, and what nothing names only after hours: its database may be the wrong one", async () => {
  const { collector, did } = setUp({ artifactKeys: ["ranges/all/1"], snapshotUniqueIds: ["1"] });
  collector.start();
  await hours(5.9);
  expect(did).toEqual(["looked for what is gone"]);
  await hours(0.2);
  expect(did).toEqual(["looked for what is gone", "looked for what is gone", ["ranges/all/1", "partitions/1"]]);
  await collector.stop();
});

it.each([[[]], [["1"]]])("collects nothing of a folder for a database that remembers no measurement, and snapshots %j", async (ids) => {
  const { collector, did } = setUp({ artifactKeys: [], snapshotUniqueIds: ids });
  collector.start();
  await hours(13);
  expect(did).toEqual(["looked for what is gone", "looked for what is gone", "looked for what is gone"]);
  await collector.stop();
});
