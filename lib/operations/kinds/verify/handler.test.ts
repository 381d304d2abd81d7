// What a verification keeps and takes anew, however long it runs and wherever it is broken off.
import { describe, expect, test } from "vitest";
import { AppError } from "#lib/domain/app-error.ts";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import { fromRanges } from "#lib/domain/ranges/block-range.ts";
import { sampleSnapshot } from "#lib/domain/testing/inventory-sample.ts";
import { testContext } from "#lib/domain/testing/principal-sample.ts";
import { CHUNK_BYTES } from "#lib/domain/verification/chunk-set.ts";
import type { Verification, VerifyLevel } from "#lib/domain/verification/verification.ts";
import type { OperationContext } from "#lib/operations/engine/operation-handler.ts";
import type { KindDeps } from "#lib/operations/kinds/operation-kind.ts";
import type { ReadAccess } from "#lib/services/ports/access.ts";
import { createVerifyHandler } from "./handler.ts";
import type { VerifyRequest } from "./request.ts";

const MINUTE_MS = 60_000;
const SAS_MS = 60 * MINUTE_MS;
/** Every tenth chunk: each is a piece of its own. */
const PIECES = 30;
const source = sampleSnapshot({ name: "db01-7", uniqueId: "source", diskSizeBytes: 2 ** 30 });
const copy = sampleSnapshot({
  name: "db01-7-copy",
  uniqueId: "copy",
  location: "northeurope",
  createOption: "CopyStart",
  sourceResourceId: source.id,
  sourceUniqueId: "source",
  diskSizeBytes: 2 ** 30,
});
const list = fromRanges(Array.from({ length: PIECES }, (_, i) => ({ offset: i * 10 * CHUNK_BYTES, length: CHUNK_BYTES })));

function lab({ minutesPerRead = 0, failAtRead = Number.POSITIVE_INFINITY }: { minutesPerRead?: number; failAtRead?: number } = {}) {
  const log: string[] = [];
  const reads: number[] = [];
  const put: Verification[] = [];
  let nowMs = Date.parse("2026-11-28T12:00:00.000Z");
  let seeds = 0;
  let open = 0;
  const steps = new Map<string, unknown>();
  let failAt = failAtRead;
  const deps = {
    clock: { nowMs: () => nowMs },
    ids: {
      uuid: () => {
        seeds += 1;
        return `seed-${seeds}`;
      },
    },
    estate: {
      around: async () => ({ snapshot: copy, chain: { copyOf: { chainKey: "c" } } }),
      chains: async () => ({ chains: [{ snapshots: [source] }] }),
    },
    inventory: { getSnapshot: async (id: string) => [source, copy].find((one) => one.id === id) },
    access: {
      withReadAccess: async (both: Snapshot[], _: unknown, work: (all: ReadAccess[]) => Promise<unknown>) => {
        log.push("granted");
        open += 1;
        const expiresAt = new Date(nowMs + SAS_MS).toISOString();
        try {
          return await work(both.map(({ id }) => ({ snapshotId: id, expiresAt })));
        } finally {
          open -= 1;
          log.push("given back");
        }
      },
    },
    pages: {
      readAllocated: async () => list,
      async readBytes(access: ReadAccess, offset: number, length: number) {
        if (nowMs >= Date.parse(access.expiresAt)) throw new AppError("azure-failed", "The SAS has ended.");
        if (access.snapshotId === copy.id) {
          if (reads.length >= failAt) throw new AppError("azure-unavailable", "Azure is away.");
          nowMs += minutesPerRead * MINUTE_MS;
          reads.push(offset / CHUNK_BYTES);
        }
        return new Uint8Array(length).fill(1 + ((offset / CHUNK_BYTES / 10) % 200));
      },
    },
    verifications: { put: async (one: Verification) => void put.push(one) },
  } as unknown as KindDeps;
  const run = (level: VerifyLevel) => {
    const context = {
      ...testContext,
      operationId: "op",
      payload: { kind: "verify", snapshotId: copy.id, level },
      signal: new AbortController().signal,
      step: async (name: string, work: (step: unknown) => unknown) =>
        work({
          checkpoint: steps.get(name),
          detail: () => undefined,
          keep: async (kept: unknown) => {
            log.push("kept");
            steps.set(name, JSON.parse(JSON.stringify(kept)));
          },
        }),
      progress: () => undefined,
    } as unknown as OperationContext<VerifyRequest>;
    return createVerifyHandler(deps, { keepEveryMs: 0 }).run(context);
  };
  return {
    log,
    reads,
    put,
    run,
    isOpen: () => open > 0,
    heal: () => {
      failAt = Number.POSITIVE_INFINITY;
    },
    seeds: () => seeds,
  };
}

describe("A verification that takes longer than a SAS lasts", () => {
  test("gives both back and takes them anew before they end, and reads nothing twice", async () => {
    const one = lab({ minutesPerRead: 11 });
    await one.run("full");
    expect(one.put).toMatchObject([{ verdict: "equal", comparedChunks: PIECES, level: "full" }]);
    expect(one.log.filter((what) => what === "granted").length).toBeGreaterThan(3);
    expect(one.isOpen()).toBe(false);
    expect(one.reads).toEqual(Array.from({ length: PIECES }, (_, i) => i * 10));
  });
});

describe("One that is broken off", () => {
  test("keeps the seed of its sample before anything is read, and draws the same one again", async () => {
    const one = lab({ failAtRead: 0 });
    await expect(one.run("sampled")).rejects.toThrow("Azure is away.");
    expect(one.log.slice(0, 2)).toEqual(["kept", "granted"]);
    one.heal();
    await one.run("sampled");
    expect(one.seeds()).toBe(1);
    expect(one.put[0]?.sample).toMatchObject({ seed: "seed-1", chunks: PIECES, probability: 1 });
  });

  test("goes on behind what was kept: no more is read again than was under way", async () => {
    const whole = lab();
    await whole.run("full");
    for (const failAtRead of [1, 7, 20, 29]) {
      const one = lab({ failAtRead });
      await expect(one.run("full")).rejects.toThrow("Azure is away.");
      expect(one.isOpen()).toBe(false);
      expect(one.put).toEqual([]);
      one.heal();
      await one.run("full");
      expect({ ...one.put[0], at: "" }).toEqual({ ...whole.put[0], at: "" });
      expect(one.reads.length - PIECES).toBeLessThan(4);
    }
  });
});

test("A copy or source that was made anew under its name while it waited is not compared", async () => {
  const one = lab();
  const renewed = { ...source, uniqueId: "another" };
  const before = source.uniqueId;
  Object.assign(source, renewed);
  await expect(one.run("full")).rejects.toThrow("db01-7, the source of db01-7-copy, was deleted or may not be read");
  Object.assign(source, { uniqueId: before });
});
