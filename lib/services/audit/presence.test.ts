import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createPresence } from "./presence.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("a process says that it lives before it holds anything, well before it would be missed, and when it ends", async () => {
  const said: string[] = [];
  let aliveUntilMs = 0;
  const ledger = {
    async beat(aliveMs: number) {
      if (said.length > 0) expect(Date.now()).toBeLessThan(aliveUntilMs);
      aliveUntilMs = Date.now() + aliveMs;
      said.push("lives");
    },
    depart: async () => void said.push("ends"),
  };
  const presence = createPresence({ ledger, onBeatFailed: () => undefined });
  await presence.start();
  expect(said).toEqual(["lives"]);
  await vi.advanceTimersByTimeAsync(300_000);
  expect(said.length).toBeGreaterThan(5);
  await presence.stop();
  await vi.advanceTimersByTimeAsync(300_000);
  expect(said.at(-1)).toBe("ends");
});

it("a beat that is lost ends nothing, and the next one follows", async () => {
  const failures: unknown[] = [];
  let beats = 0;
  const ledger = {
    async beat() {
      beats += 1;
      if (beats === 2) throw new Error("away");
    },
    depart: async () => undefined,
  };
  const presence = createPresence({ ledger, onBeatFailed: (error) => failures.push(error) });
  await presence.start();
  await vi.advanceTimersByTimeAsync(300_000);
  expect(failures).toEqual([new Error("away")]);
  expect(beats).toBeGreaterThan(5);
  await presence.stop();
});
