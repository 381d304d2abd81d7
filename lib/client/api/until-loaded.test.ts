import { expect, test, vi } from "vitest";
import { untilLoaded } from "./until-loaded.ts";

test("a part that cannot be had in an outage comes when the server answers again, and nobody hears of the failure", async () => {
  let isAway = true;
  let back = () => {};
  const answered = new Promise<void>((resolve) => {
    back = resolve;
  });
  const load = vi.fn(async () => {
    if (isAway) throw new Error("Failed to load chunk");
    return "part";
  });
  const part = untilLoaded(load, () => answered);
  await expect.poll(() => load.mock.calls.length).toBe(1);
  isAway = false;
  back();
  expect(await part).toBe("part");
});

test("a part that is gone, with the server there, fails after a few tries", async () => {
  const load = vi.fn(() => Promise.reject(new Error("Failed to load chunk")));
  await expect(untilLoaded(load, async () => undefined)).rejects.toThrow("Failed to load chunk");
  expect(load).toHaveBeenCalledTimes(3);
});
