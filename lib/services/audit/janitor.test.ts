import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { testContext } from "#lib/domain/testing/principal-sample.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import { createJanitor } from "./janitor.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp() {
  const passes: (PromiseWithResolvers<number> & { context: CallContext })[] = [];
  const told: unknown[] = [];
  const janitor = createJanitor({
    access: {
      revokeLeftovers(context) {
        const pass = { ...Promise.withResolvers<number>(), context };
        passes.push(pass);
        return pass.promise;
      },
    },
    newContext: () => testContext,
    onRevoked: (count) => told.push(count),
    onFailed: (error) => told.push(error),
  });
  return { janitor, passes, told };
}

it("begins at the start without keeping it waiting, and goes on while the app runs, one pass at a time", async () => {
  const { janitor, passes, told } = setUp();
  janitor.start();
  expect(passes).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(120_000);
  expect(passes).toHaveLength(1);
  passes[0]?.resolve(4);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(told).toEqual([4]);
  expect(passes).toHaveLength(2);
});

it("a pass that fails is told and followed by the next within half a minute, however often", async () => {
  const { janitor, passes, told } = setUp();
  janitor.start();
  for (let i = 0; i < 20; i += 1) {
    expect(passes).toHaveLength(i + 1);
    passes[i]?.reject(new Error(`away ${i}`));
    await vi.advanceTimersByTimeAsync(20_000);
  }
  expect(told).toHaveLength(20);
});

it("stops its pass with the app", async () => {
  const { janitor, passes } = setUp();
  janitor.start();
  const stopped = janitor.stop();
  expect(passes[0]?.context.signal?.aborted).toBe(true);
  passes[0]?.reject(new Error("stopped"));
  await stopped;
  await vi.advanceTimersByTimeAsync(120_000);
  expect(passes).toHaveLength(1);
});
