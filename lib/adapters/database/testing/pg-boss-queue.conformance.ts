// Wake-ups reach every process that listens, on whatever database pg-boss sits on.
import { describe, expect, test } from "vitest";
import type { Database } from "#lib/adapters/database/open-database.ts";
import { createPgBossQueue } from "#lib/adapters/database/pg-boss-queue.ts";

export function pgBossQueueConformance(open: () => Database): void {
  describe("the queue", () => {
    test("a wake-up sent arrives, and after stop no more are taken", async () => {
      const errors: unknown[] = [];
      const queue = createPgBossQueue(open().sql, (error) => errors.push(error));
      let wakes = 0;
      let heard = () => {};
      const woken = new Promise<void>((resolve) => {
        heard = resolve;
      });
      await queue.start(() => {
        wakes += 1;
        heard();
        return true;
      });
      await queue.send("operation-1");
      await woken;
      await queue.stop();
      const before = wakes;
      await open().ping();
      expect([wakes, errors]).toEqual([before, []]);
    });

    test("it starts again on the tables it left", async () => {
      const queue = createPgBossQueue(open().sql, (error) => {
        throw error;
      });
      await queue.start(() => true);
      await queue.stop();
      await open().ping();
    });

    test("a wake-up that found no room reaches whoever has some", async () => {
      const errors: unknown[] = [];
      const [busy, idle] = [0, 1].map(() => createPgBossQueue(open().sql, (error) => errors.push(error)));
      let isSentOn = false;
      await busy?.start(() => {
        isSentOn = true;
        return false;
      });
      await busy?.send("operation-1");
      await expect.poll(() => isSentOn, { timeout: 20_000 }).toBe(true);
      let isWoken = false;
      await idle?.start(() => {
        isWoken = true;
        return true;
      });
      await expect.poll(() => isWoken, { timeout: 20_000 }).toBe(true);
      await Promise.all([busy?.stop(), idle?.stop()]);
      expect(errors).toEqual([]);
    });
  });
}
