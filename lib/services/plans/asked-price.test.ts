import { afterEach, expect, it, vi } from "vitest";
import { askedPrice } from "./asked-price.ts";

afterEach(() => {
  vi.useRealTimers();
});

it("tells a price from none in the list, a list that fails, and one that does not answer", async () => {
  vi.useFakeTimers();
  expect(await askedPrice(Promise.resolve("0.05"))).toEqual({ price: "0.05" });
  expect(await askedPrice(Promise.resolve(undefined))).toEqual({ missing: "not-listed" });
  expect(await askedPrice(Promise.reject(new Error("down")))).toEqual({ missing: "failed" });
  const late = askedPrice(new Promise<string>(() => undefined));
  await vi.advanceTimersByTimeAsync(3000);
  expect(await late).toEqual({ missing: "late" });
});
