// One recovery point against a session that only counts: what is sent twice, by which SAS, and in which order.
import { describe, expect, it } from "vitest";
import { type BlockRange, fromRanges } from "#lib/domain/ranges/block-range.ts";
import type { Replica } from "#lib/domain/replication/replica.ts";
import { sampleSnapshot } from "#lib/domain/testing/inventory-sample.ts";
import { testContext } from "#lib/domain/testing/principal-sample.ts";
import type { ReplicaSession } from "#lib/services/ports/replicas.ts";
import { createKeeper } from "./keeper.ts";
import { type PointJob, type WriteDeps, writePoint } from "./write-point.ts";

const TIB = 2 ** 40;
const SAS_MARGIN_MS = 5 * 60_000;
const clock = { nowMs: () => Date.now() };
const snapshot = sampleSnapshot({ name: "s1", diskSizeBytes: 10 * TIB });

interface Given {
  written: BlockRange[];
  cleared?: BlockRange[];
  sasMs?: number;
  requestsPerSecond?: number;
}

function start({ written, cleared = [], sasMs = 3_600_000, requestsPerSecond = 100_000 }: Given) {
  const list = fromRanges([...written, ...cleared.map((range) => ({ ...range, cleared: true }))]);
  const sent: number[] = [];
  const order: string[] = [];
  let grants = 0;
  let failAt = Number.POSITIVE_INFINITY;
  let writing: Replica["writing"];
  const deps: WriteDeps = {
    clock,
    access: {
      withReadAccess: async (snapshots, _context, work) => {
        grants += 1;
        const expiresAt = new Date(Date.now() + sasMs).toISOString();
        return work(snapshots.map(({ id }) => ({ snapshotId: id, expiresAt })));
      },
      revokeLeftovers: async () => 0,
      endAccess: async () => undefined,
    },
    pages: { readAllocated: async () => list, readDiff: async () => list, readBytes: async () => new Uint8Array() },
  };
  const opened = (): ReplicaSession => ({
    replica: {
      place: { accountId: "/a", container: "c", name: "n" },
      region: "x",
      diskId: "/d",
      diskUniqueId: "d",
      stripes: 3,
      points: [],
      ...(writing ? { writing } : {}),
    },
    begin: async (point) => {
      writing = point;
    },
    clear: async ({ offset }) => void order.push(`clear ${offset}`),
    copy: async (_source, { offset }) => {
      if (sent.length >= failAt) throw new Error("The process died.");
      sent.push(offset);
      order.push(`copy ${offset}`);
      return { streamedBytes: 0 };
    },
    commit: async (_planned, manifest) => ({
      ...(writing ?? never()),
      blobSnapshots: [],
      manifest: { blob: new TextDecoder().decode(manifest), sha256: "" },
    }),
    close: async () => undefined,
  });
  const failAfter = (count: number) => {
    failAt = count;
  };
  let checkpoint: unknown;
  const run = async () => {
    const keep = async (kept: unknown) => {
      checkpoint = kept;
    };
    const keeper = createKeeper({ checkpoint, keep }, clock);
    const job: PointJob = {
      session: opened(),
      snapshot,
      base: undefined,
      objective: "fewest-bytes",
      rates: { requestsPerSecond, bytesPerSecond: 1e12, usdPerRequest: 1, usdPerByte: 1 },
      operationId: "o",
      serverSide: true,
      keptAt: (planHash) => (keeper.kept?.planHash === planHash ? keeper.kept.next : 0),
      reached: (planHash, next) => keeper.reached({ uniqueId: snapshot.uniqueId, planHash, next }),
      tell: () => undefined,
    };
    return writePoint(deps, job, { ...testContext, signal: new AbortController().signal }).finally(() => keeper.settled());
  };
  return { run, sent, order, grants: () => grants, failAfter };
}

function never(): never {
  throw new Error("nothing was begun");
}

const scattered = (count: number): BlockRange[] => Array.from({ length: count }, (_, i) => ({ offset: i * 8192, length: 512 }));

describe("the writing of a recovery point", () => {
  it("that ended half way sends less than a hundredth again", async () => {
    const { run, sent, failAfter } = start({ written: scattered(10_000) });
    failAfter(6000);
    await expect(run()).rejects.toThrow("died");
    failAfter(Number.POSITIVE_INFINITY);
    await run();
    expect(new Set(sent).size).toBe(10_000);
    expect(sent.length - 10_000).toBeLessThanOrEqual(100);
  }, 30_000);

  it("takes a new SAS before one ends, and sends all", async () => {
    const { run, sent, grants } = start({ written: scattered(1500), sasMs: SAS_MARGIN_MS + 1000, requestsPerSecond: 500 });
    await run();
    expect(new Set(sent).size).toBe(1500);
    // One for the changes, and more than one for the writes.
    expect(grants()).toBeGreaterThanOrEqual(3);
    expect(sent.length).toBeLessThan(1600);
  }, 30_000);

  it("clears before it writes, and writes all stripes in turns", async () => {
    const offsets = [0, 8192, 4 * TIB, 4 * TIB + 8192, 8 * TIB];
    const cleared = [{ offset: 2 * TIB, length: 4096 }];
    const { run, order } = start({ written: offsets.map((offset) => ({ offset, length: 512 })), cleared });
    const { manifest } = await run();
    expect(order[0]).toBe(`clear ${2 * TIB}`);
    expect(order.slice(1, 4).toSorted()).toEqual([0, 4 * TIB, 8 * TIB].map((offset) => `copy ${offset}`).toSorted());
    expect(order).toHaveLength(6);
    expect(JSON.parse(manifest.blob)).toMatchObject({
      stripes: 3,
      predecessor: null,
      clears: { requests: 1, bytes: 4096 },
      writes: { requests: 5, bytes: 2560 },
    });
  });

  it("leaves out the footer, which lies behind the disk", async () => {
    const { run, order } = start({ written: [{ offset: 10 * TIB - 512, length: 1024 }] });
    await run();
    expect(order).toEqual([`copy ${10 * TIB - 512}`]);
  });
});
