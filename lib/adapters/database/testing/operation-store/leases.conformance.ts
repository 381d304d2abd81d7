import { describe, expect, test } from "vitest";
import type { Database } from "#lib/adapters/database/open-database.ts";
import type { Lease, OperationStore } from "#lib/operations/engine/operation-store.ts";
import { createStoreLab, expired, minuteMs } from "./store-lab.ts";

export function leasesConformance(open: () => Database): void {
  const { store, create, claim } = createStoreLab(open);

  describe("leases", () => {
    test("of twenty workers that claim at once, one wins", async () => {
      const { id } = await create();
      const claims = await Promise.all(Array.from({ length: 20 }, (_, i) => store().claim(id, `worker-${i}`, minuteMs)));
      const won = claims.filter((one) => one !== undefined);
      expect(won).toHaveLength(1);
      expect(won[0]).toMatchObject({ record: { state: "running", attempts: 1 }, cancelRequested: false });
    });

    test("a lease that ran out is anybody's, under a higher token", async () => {
      const { id } = await create();
      const first = await claim(id, expired);
      expect(await store().claimable(10_000)).toContain(id);
      const second = await claim(id);
      expect(second.lease.token).toBeGreaterThan(first.lease.token);
      expect(second.record.attempts).toBe(2);
      expect(await store().claimable(10_000)).not.toContain(id);
    });

    test("whoever lost the lease can write nothing any more", async () => {
      const { id } = await create();
      const zombie = (await claim(id, expired)).lease;
      await claim(id);
      const before = await store().get(id);
      expect(await writeEverything(store(), zombie)).toEqual([false, false, false, false, undefined]);
      expect(await store().get(id)).toEqual(before);
    });

    test("a lease that was given back can write nothing any more", async () => {
      const { id } = await create();
      const { lease } = await claim(id);
      expect(await store().release(lease, { event: "lease-lost" })).toBe("queued");
      const before = await store().get(id);
      expect(await writeEverything(store(), lease)).toEqual([false, false, false, false, undefined]);
      expect(await store().get(id)).toEqual(before);
    });

    test("a heartbeat keeps the lease from running out", async () => {
      const { id } = await create();
      const { lease } = await claim(id, expired);
      expect(await store().heartbeat(lease, minuteMs)).toEqual({ alive: true, cancelRequested: false });
      expect(await store().claim(id, "other", minuteMs)).toBeUndefined();
    });

    test("an operation that waits for Azure is claimed as such when its worker is gone", async () => {
      const { id } = await create();
      const { lease } = await claim(id, expired);
      await store().move(lease, "wait-started");
      expect((await claim(id)).record.state).toBe("waiting-for-azure");
    });

    test.each(["succeeded", "failed"] as const)("what has %s is nobody's to claim", async (event) => {
      const { id } = await create();
      await store().release((await claim(id)).lease, { event });
      expect(await store().claimable(10_000)).not.toContain(id);
      expect(await store().claim(id, "other", minuteMs)).toBeUndefined();
      expect((await store().get(id))?.finishedAt).toBeDefined();
    });
  });
}

async function writeEverything(store: OperationStore, lease: Lease): Promise<unknown[]> {
  return [
    (await store.heartbeat(lease, minuteMs)).alive,
    await store.saveProgress(lease, { percent: 99, text: "zombie" }),
    await store.move(lease, "wait-started"),
    await store.saveStep(lease, { name: "check", title: "Check", state: "failed", attempts: 9, checkpoint: { kept: "zombie" } }),
    await store.release(lease, { event: "succeeded" }),
  ];
}
