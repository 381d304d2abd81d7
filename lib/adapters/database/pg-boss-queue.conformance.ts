// Wake-ups reach every process that listens, on whatever database pg-boss sits on.
import { describe, expect, test } from "vitest";
import type { Database } from "./open-database.ts";
import { createPgBossQueue } from "./pg-boss-queue.ts";

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
      await queue.start(() => undefined);
      await queue.stop();
      await open().ping();
    });
  });
}
