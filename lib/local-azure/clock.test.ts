import { describe, expect, it } from "vitest";
import { createClock, ticksToMs, toArmTime, toTicks } from "./clock.ts";

describe("the clock", () => {
  it("never gives the same seven-digit time twice, though real time stands still", () => {
    const clock = createClock({ realNowMs: () => 1_700_000_000_123 });
    const times = Array.from({ length: 20_000 }, () => clock.nowTicks());
    expect(times[0]).toMatch(/^2023-11-14T22:13:20\.123\d{4}Z$/);
    for (const [at, time] of times.entries()) if (at > 0) expect(time > (times[at - 1] ?? "")).toBe(true);
  });

  it("runs what was waiting when it is moved past it, in order, and not before", () => {
    const clock = createClock({ realNowMs: () => 0 });
    const ran: string[] = [];
    clock.after(2_000, () => ran.push("later"));
    clock.after(1_000, () => ran.push("sooner"));
    clock.advance(999);
    expect(ran).toEqual([]);
    clock.advance(5_000);
    expect(ran).toEqual(["sooner", "later"]);
    clock.stop();
  });

  it("starts where an earlier one was moved to", () => {
    const clock = createClock({ realNowMs: () => 1_000, offsetMs: 500 });
    clock.advance(100);
    expect([clock.nowMs(), clock.offsetMs()]).toEqual([1_600, 600]);
  });
});

describe("times", () => {
  it("are written as ARM does: trailing zeros dropped, with an offset", () => {
    expect(toArmTime("2023-11-06T03:59:10.4269822Z")).toBe("2023-11-06T03:59:10.4269822+00:00");
    expect(toArmTime("2023-11-06T03:59:28.9627530Z")).toBe("2023-11-06T03:59:28.962753+00:00");
    expect(toArmTime("2023-11-06T03:59:28.0000000Z")).toBe("2023-11-06T03:59:28+00:00");
  });

  it("keep their milliseconds there and back", () => {
    expect(ticksToMs(toTicks(1_700_000_000_123, 4567))).toBe(1_700_000_000_123);
  });
});
