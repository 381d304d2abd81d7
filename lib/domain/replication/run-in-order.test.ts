import { describe, expect, it } from "vitest";
import { createPacer } from "./pacer.ts";
import { runPaced } from "./run-in-order.ts";
import { createRandom } from "./testing/random.ts";
import { SimulatedBlob, SimulatedClock } from "./testing/simulated-service.ts";

const never = new AbortController().signal;
const stated = { requestsPerSecond: 500, bytesPerSecond: 60 * 2 ** 20 };

function start(latencyMs: () => number = () => 30) {
  const clock = new SimulatedClock();
  return { clock, blob: new SimulatedBlob(clock, { ...stated, burstMs: 30, latencyMs }), pacer: createPacer({ clock, ...stated }) };
}

describe("runPaced", () => {
  it("does each work from where it starts once, and says up to where all are done", async () => {
    const random = createRandom(1);
    const { clock, blob, pacer } = start(() => 5 + 200 * random());
    const done: number[] = [];
    const told: number[] = [];
    const onProgress = (contiguous: number) => {
      told.push(contiguous);
      const missing = Array.from({ length: contiguous - 20 }, (_, i) => i + 20).filter((index) => !done.includes(index));
      expect(missing).toEqual([]);
    };
    const work = async (index: number) => {
      await blob.write();
      done.push(index);
    };
    await clock.advanceUntil(runPaced(300, 20, work, { pacer, atOnce: 16, signal: never, onProgress }));
    expect(done.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 280 }, (_, i) => i + 20));
    expect(told).toEqual(told.toSorted((a, b) => a - b));
    expect(told.at(-1)).toBe(300);
  });

  it("is never further ahead than a hundredth, so that no more is done again after a crash", async () => {
    const { clock, pacer } = start();
    const stuck = new AbortController();
    let begun = 0;
    let told = 0;
    const work = (index: number) => {
      begun += 1;
      return clock.sleep(index === 500 ? 3_600_000 : 10);
    };
    const onProgress = (contiguous: number) => {
      told = contiguous;
    };
    void runPaced(10_000, 0, work, { pacer, atOnce: 64, signal: stuck.signal, onProgress }).catch(() => undefined);
    await clock.advanceTo(60_000);
    expect(told).toBe(500);
    expect(begun - told).toBeGreaterThan(64);
    expect(begun - told).toBeLessThanOrEqual(100);
    stuck.abort();
  });

  it("stops at the first failure and throws it, when what was under way has ended", async () => {
    const { clock, pacer } = start();
    let begun = 0;
    let ended = 0;
    const work = async (index: number) => {
      begun += 1;
      await clock.sleep(index === 30 ? 1 : 50);
      ended += 1;
      if (index >= 30) throw new Error(`work ${index}`);
    };
    await expect(clock.advanceUntil(runPaced(1000, 0, work, { pacer, atOnce: 8, signal: never }))).rejects.toThrow("work 30");
    expect(begun).toBeLessThan(60);
    expect(ended).toBe(begun);
  });

  it("ends with the reason of an abort, and begins nothing after it", async () => {
    const { clock, blob, pacer } = start();
    const controller = new AbortController();
    const all = runPaced(10_000, 0, () => blob.write(), { pacer, atOnce: 8, signal: controller.signal });
    const outcome = all.then(
      () => "done",
      (error: Error) => error.message,
    );
    await clock.advanceTo(1000);
    controller.abort(new Error("cancelled"));
    const begun = blob.answers.length;
    await clock.advanceTo(3000);
    expect(await outcome).toBe("cancelled");
    expect([blob.answers.length, clock.pending]).toEqual([begun, 0]);
    await expect(runPaced(10, 0, () => blob.write(), { pacer, atOnce: 1, signal: controller.signal })).rejects.toThrow("cancelled");
  });

  it("of nothing to do is done", async () => {
    const { pacer } = start();
    await runPaced(5, 5, () => Promise.reject(new Error("asked")), { pacer, atOnce: 4, signal: never });
  });
});
