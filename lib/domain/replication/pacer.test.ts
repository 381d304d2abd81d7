import { describe, expect, it } from "vitest";
import { Congestion } from "./congestion.ts";
import { createPacer, type Pacer, type PacerOptions } from "./pacer.ts";
import { createRandom } from "./testing/random.ts";
import { SimulatedBlob, type SimulatedCeilings, SimulatedClock } from "./testing/simulated-service.ts";

const MIB = 2 ** 20;
const never = new AbortController().signal;

interface Started {
  clock: SimulatedClock;
  blob: SimulatedBlob;
  pacer: Pacer;
  /** Asks without end, so many at once. */
  load(atOnce: number, load?: { bytes?: () => number; job?: string }): void;
  requests(): number;
}

function start(ceilings: Partial<SimulatedCeilings> = {}, options: Partial<PacerOptions> = {}): Started {
  const random = createRandom(7);
  const clock = new SimulatedClock();
  const latencyMs = () => 20 + 20 * random();
  const blob = new SimulatedBlob(clock, { requestsPerSecond: 500, bytesPerSecond: 60 * MIB, burstMs: 1000, latencyMs, ...ceilings });
  const pacer = createPacer({ clock, requestsPerSecond: 500, bytesPerSecond: 60 * MIB, ...options });
  let requests = 0;
  const load: Started["load"] = (atOnce, { bytes = () => 0, job = "" } = {}) => {
    const worker = async () => {
      for (;;) {
        const size = bytes();
        requests += 1;
        await pacer.run(() => blob.write(size, job), never, { bytes: size, job });
      }
    };
    for (let i = 0; i < atOnce; i += 1) void worker();
  };
  return { clock, blob, pacer, load, requests: () => requests };
}

describe("A pacer", () => {
  it.each([
    ["a second's worth at once", 1000],
    ["hardly more than comes due", 30],
  ])("comes within 5 % of the requests a blob takes, one that lets %s, and few are refused", async (_burst, burstMs) => {
    const { clock, blob, load, requests } = start({ burstMs });
    load(64);
    await clock.advanceTo(40_000);
    expect(blob.rate(10_000, 40_000)).toBeGreaterThan(475);
    expect(blob.refusedShare(10_000, 40_000)).toBeLessThan(0.02);
    expect(blob.answers.length / requests()).toBeLessThan(1.05);
  });

  it("comes within 5 % of its bytes where requests are large, of any sizes", async () => {
    const random = createRandom(3);
    const { clock, blob, load } = start();
    load(64, { bytes: () => 512 * Math.ceil(random() * 8192) });
    await clock.advanceTo(60_000);
    expect(blob.bytesRate(10_000, 60_000)).toBeGreaterThan(57 * MIB);
    expect(blob.refusedShare(10_000, 60_000)).toBeLessThan(0.02);
  });

  it.each([1000, 30])("is back near the ceiling within 5 s after it was halved, where so many ms may come at once: %i", async (burstMs) => {
    const { clock, blob, load, requests } = start({ burstMs });
    load(64);
    await clock.advanceTo(10_000);
    blob.ceilings.requestsPerSecond = 250;
    await clock.advanceTo(45_000);
    expect(blob.rate(15_000, 17_000)).toBeGreaterThan(225);
    expect(blob.rate(15_000, 45_000)).toBeGreaterThan(0.95 * 250);
    expect(blob.refusedShare(15_000, 45_000)).toBeLessThan(0.02);
    expect(blob.answers.length / requests()).toBeLessThan(1.05);
  });

  it("finds a ceiling that is higher than stated, and one that came back", async () => {
    const { clock, blob, load } = start({ requestsPerSecond: 250, burstMs: 100 });
    load(128);
    await clock.advanceTo(10_000);
    blob.ceilings.requestsPerSecond = 600;
    await clock.advanceTo(70_000);
    expect(blob.rate(60_000, 70_000)).toBeGreaterThan(500);
  });

  it("slows down where answers do, before anything is refused", async () => {
    let latencyMs = 30;
    const { clock, blob, load } = start({ requestsPerSecond: 1e9, latencyMs: () => latencyMs });
    load(128);
    await clock.advanceTo(10_000);
    const before = blob.rate(9000, 10_000);
    latencyMs = 400;
    await clock.advanceTo(12_000);
    expect(before).toBeGreaterThan(475);
    expect(blob.rate(11_000, 12_000)).toBeLessThan(0.6 * before);
    latencyMs = 30;
    await clock.advanceTo(22_000);
    expect(blob.rate(20_000, 22_000)).toBeGreaterThan(0.9 * before);
  });

  it("sends nothing to the blob before the wait it asked for is over", async () => {
    const { clock, blob, load } = start({ burstMs: 30, retryAfterMs: 1500, latencyMs: () => 1 });
    blob.ceilings.requestsPerSecond = 400;
    load(32);
    await clock.advanceTo(30_000);
    const refusals = blob.answers.filter(({ isRefused }) => isRefused);
    expect(refusals.length).toBeGreaterThan(2);
    // An answer takes 5 ms to arrive; what was sent until then is no disobedience.
    for (const { atMs } of refusals) expect(blob.answers.filter((one) => one.atMs > atMs + 5 && one.atMs < atMs + 1505)).toEqual([]);
  });

  it("shares fairly between jobs, however many requests each brings", async () => {
    const { clock, blob, load } = start();
    const jobs = Array.from({ length: 8 }, (_, i) => `job ${i}`);
    for (const [i, job] of jobs.entries()) load(8 + 16 * i, { job });
    await clock.advanceTo(10_000);
    const shares = jobs.map((job) => blob.answers.filter((one) => one.job === job && !one.isRefused).length);
    const sum = shares.reduce((total, one) => total + one, 0);
    const jain = sum ** 2 / (shares.length * shares.reduce((total, one) => total + one ** 2, 0));
    expect(jain).toBeGreaterThan(0.95);
  });

  it("keeps to its most requests under way", async () => {
    const { clock, blob, load } = start({ latencyMs: () => 500 }, { mostInFlight: 20 });
    load(100);
    await clock.advanceTo(5000);
    expect(blob.mostInFlight).toBe(20);
  });

  it("asks ever more seldom while everything is refused, and goes on when that ends", async () => {
    const { clock, blob, load } = start();
    load(64);
    await clock.advanceTo(10_000);
    const working = { ...blob.ceilings };
    Object.assign(blob.ceilings, { requestsPerSecond: 0, burstMs: 0 });
    await clock.advanceTo(70_000);
    expect(blob.answers.filter(({ atMs }) => atMs > 20_000).length).toBeLessThan(15);
    Object.assign(blob.ceilings, working);
    await clock.advanceTo(90_000);
    expect(blob.rate(85_000, 90_000)).toBeGreaterThan(450);
  });

  it("gives up after a time of nothing but refusals: all that waits fails, and who comes later tries anew", async () => {
    const { clock, pacer } = start({}, { giveUpAfterMs: 60_000 });
    let isBusy = true;
    let asked = 0;
    const work = async () => {
      asked += 1;
      if (isBusy) throw new Congestion("500 OperationTimedOut");
      return "done";
    };
    const all = Promise.allSettled([1, 2, 3].map(() => pacer.run(work, never)));
    await clock.advanceTo(59_000);
    const results = await clock.advanceUntil(all);
    for (const result of results)
      expect(result).toMatchObject({ status: "rejected", reason: { code: "azure-throttled", retryable: true } });
    expect(clock.nowMs()).toBeLessThan(75_000);
    expect(asked).toBeLessThan(30);
    isBusy = false;
    expect(await clock.advanceUntil(pacer.run(work, never))).toBe("done");
    expect(clock.pending).toBe(0);
  });

  it("ends a wait at once when it is aborted, and its timer with it", async () => {
    const { clock, pacer } = start();
    const controller = new AbortController();
    let asked = 0;
    const refused = pacer.run(async () => {
      asked += 1;
      throw new Congestion("429", 3_600_000);
    }, controller.signal);
    const waiting = pacer.run(async () => "never", controller.signal);
    const ended = Promise.allSettled([refused, waiting]);
    await clock.advanceTo(1000);
    controller.abort(new Error("cancelled"));
    for (const one of await ended) if (one.status === "rejected") expect(one.reason.message).toBe("cancelled");
    expect((await ended)[0]?.status).toBe("rejected");
    expect([asked, clock.pending]).toEqual([1, 0]);
    await expect(pacer.run(async () => "late", controller.signal)).rejects.toThrow("cancelled");
  });

  it("hands on whatever else fails, and does not do it again", async () => {
    const { pacer } = start();
    let asked = 0;
    const work = async () => {
      asked += 1;
      throw new Error("409");
    };
    await expect(pacer.run(work, never)).rejects.toThrow("409");
    expect(asked).toBe(1);
  });
});
