// Through Local Azure and the real SDKs: what a rule keeps and a proposal takes, and that Azure then stores that much less.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type LocalEstate, makeDisk, startLocalEstate, takeSnapshot } from "#lib/adapters/testing/local-estate.ts";
import { createServices, type Services } from "#lib/adapters/testing/local-services.ts";
import { type ProposeRequest, proposeRequest, type SimulateRequest, simulateRequest } from "#lib/contract/retention.ts";
import { sameResource } from "#lib/domain/inventory/inventory.ts";
import { testPrincipal } from "#lib/domain/testing/principal-sample.ts";
import type { Snapshot } from "#lib/local-azure/model/records/snapshot.ts";
import { proposeReclaim } from "./propose-reclaim.ts";
import { simulateRetention } from "./simulate-retention.ts";

const mib = 2 ** 20;
const dayMs = 86_400_000;

let local: LocalEstate;
let services: Services;
let made = 0;
beforeAll(async () => {
  local = await startLocalEstate();
});
afterAll(() => local.stop());
beforeEach(() => {
  services = createServices(local);
});

/** Each day MiB 0 is written anew, and one of its own; the first has all of both. */
async function makeChain(count: number, isMeasured = true): Promise<{ name: string; snapshots: Snapshot[] }> {
  const { azure } = local;
  made += 1;
  const name = `disk${made}`;
  const disk = makeDisk(azure, name);
  const snapshots = Array.from({ length: count }, (_, i) => {
    for (const at of [0, i + 1]) azure.world.pages.fill(disk.imageId, at * mib, mib, { kind: "number", seed: i + 1 });
    return takeSnapshot(azure, disk, `${name}-${i + 1}`, local.clock.nowMs() - (count - i) * dayMs);
  });
  const { chains } = await services.look();
  const chain = chains.find(({ sourceDiskName }) => sourceDiskName === name);
  if (isMeasured) await services.measureChain(chain?.id ?? "", local.context);
  await services.look();
  return { name, snapshots };
}

const simulate = (request: object) => simulateRetention(services, simulateRequest.parse(request) as SimulateRequest, local.context);
const propose = (request: object) => proposeReclaim(services, proposeRequest.parse(request) as ProposeRequest, local.context);
const storedNow = (snapshots: readonly Snapshot[]) =>
  snapshots.reduce((sum, { storedHistory }) => sum + (storedHistory.at(-1)?.bytes ?? 0), 0);

async function hold(one: Snapshot, until?: string): Promise<void> {
  const { rows } = await services.look();
  const row = rows.find(({ id }) => sameResource(id, one.id));
  const place = { snapshotId: row?.id ?? "", uniqueId: row?.uniqueId ?? "" };
  await services.holds.set([
    { id: `${one.name} ${until}`, ...place, reason: "audit", owner: "Ada", setBy: testPrincipal, ...(until ? { until } : {}) },
  ]);
}

describe("a simulated rule", () => {
  it("tells why each is kept, and frees what Azure stores less after it", async () => {
    const { name, snapshots } = await makeChain(6);
    await hold(snapshots[1] as Snapshot);
    const { chains, frees, going, monthlyCost } = await simulate({ rule: { keepLast: 2, disks: [name] }, pastMonths: 0, comingMonths: 0 });
    expect(chains.map(({ snapshots: judged }) => judged.map((one) => one.reasons.map(({ rule }) => rule)))).toEqual([
      [["last"], ["last"], [], [], ["held"], []],
    ]);
    expect(chains[0]?.snapshots[4]?.reasons[0]?.message).toContain("audit");
    const before = storedNow(snapshots);
    for (const one of [0, 2, 3]) local.azure.world.deleteSnapshot(snapshots[one] as Snapshot);
    expect([going, frees]).toEqual([3, { state: "known", bytes: before - storedNow(snapshots), postponed: false }]);
    expect(Number(monthlyCost?.usd)).toBeGreaterThan(0);
  });

  it("leaves what is exempt or of another tag, and says what is not known instead of nothing", async () => {
    const { name, snapshots } = await makeChain(4, false);
    Object.assign(snapshots[0] as Snapshot, { tags: { Keep: "yes" } });
    Object.assign(snapshots[1] as Snapshot, { tags: { env: "prod" } });
    await services.view.refresh(local.context);
    const rule = { disks: [name], exempt: ["keep"] };
    const all = await simulate({ rule, pastMonths: 0, comingMonths: 0 });
    expect(all.chains[0]?.snapshots.map(({ reasons }) => reasons[0]?.rule)).toEqual([undefined, undefined, undefined, "exempt"]);
    expect(all.frees.state).toBe("unknown");
    expect(all.monthlyCost).toBeUndefined();
    const some = await simulate({ rule: { ...rule, tags: ["env=prod"] }, pastMonths: 0, comingMonths: 0 });
    expect([some.going, some.kept]).toEqual([1, 3]);
    await expect(simulate({ rule: { disks: ["no such disk"] } })).rejects.toMatchObject({ code: "not-found", details: { field: "disks" } });
  });

  it("reckons past months with what is still there, and coming ones by the chain's own habit", async () => {
    const { name, snapshots } = await makeChain(6);
    const { projection, assumptions } = await simulate({ rule: { keepLast: 2, disks: [name] }, pastMonths: 2, comingMonths: 3 });
    expect(projection.map(({ when }) => when)).toEqual(["past", "past", "now", "coming", "coming", "coming"]);
    const now = projection[2];
    expect([now?.snapshots, now?.kept, now?.stored]).toEqual([6, 2, { state: "known", bytes: storedNow(snapshots), postponed: false }]);
    // The first of them may be tomorrow: what is there now still counts in it.
    const [next, later] = projection.slice(-2);
    // One a day, of 2 MiB each, and 1 MiB of it is written anew by the next one.
    const days = Math.ceil((Date.parse(later?.at ?? "") - Date.parse(next?.at ?? "")) / dayMs);
    expect([(later?.snapshots ?? 0) - (next?.snapshots ?? 0), later?.kept]).toEqual([days, 2]);
    const bytesOf = (frees: { state: string; bytes?: number } | undefined) => frees?.bytes ?? Number.NaN;
    expect(bytesOf(later?.stored) - bytesOf(next?.stored)).toBe(days * 2 * mib);
    expect(bytesOf(later?.frees) - bytesOf(next?.frees)).toBe(days * mib);
    expect(assumptions.join(" ")).toContain("median");
  });

  it("lets a hold go when its end has come", async () => {
    const { name, snapshots } = await makeChain(5);
    await hold(snapshots[0] as Snapshot, new Date(local.clock.nowMs() + dayMs / 24).toISOString());
    const { projection } = await simulate({ rule: { keepLast: 1, disks: [name] }, pastMonths: 0, comingMonths: 1 });
    expect(projection.map(({ kept }) => kept)).toEqual([2, 1]);
  });
});

describe("a proposal", () => {
  it("frees what was asked for with as few as can be, and Azure stores that much less after it", async () => {
    const { name, snapshots } = await makeChain(6);
    const { isReached, snapshots: chosen, frees, candidates } = await propose({ target: { bytes: 3 * mib }, disks: [name] });
    expect([isReached, candidates, chosen.length, chosen.map((one) => one.name)]).toEqual([
      true,
      5,
      3,
      [1, 2, 3].map((n) => `${name}-${n}`),
    ]);
    const before = storedNow(snapshots);
    for (const one of snapshots.slice(0, 3)) local.azure.world.deleteSnapshot(one);
    expect(frees).toEqual({ state: "known", bytes: before - storedNow(snapshots), postponed: false });
  });

  it("takes nothing that is held, of the last ones, or under the floor, and says when it does not get there", async () => {
    const { name, snapshots } = await makeChain(6);
    await hold(snapshots[0] as Snapshot);
    const held = await propose({ target: { bytes: mib }, disks: [name] });
    expect(held.snapshots.map((one) => one.name)).toEqual([`${name}-2`]);
    const last = await propose({ target: { bytes: 99 * mib }, disks: [name], keepLast: 3 });
    expect([last.isReached, last.snapshots.map((one) => one.name)]).toEqual([false, [2, 3].map((n) => `${name}-${n}`)]);
    const floor = await propose({ target: { bytes: 99 * mib }, disks: [name], floor: 5 });
    expect([floor.isReached, floor.snapshots.length]).toEqual([false, 1]);
  });

  it("reckons money by the prices of the list", async () => {
    const { name } = await makeChain(4);
    const { monthlyCost } = await propose({ target: { bytes: 2 * mib }, disks: [name] });
    const usd = Number(monthlyCost?.usd);
    expect(usd).toBeGreaterThan(0);
    const byMoney = await propose({ target: { usdPerMonth: usd * 0.99 }, disks: [name] });
    expect([byMoney.isReached, byMoney.snapshots.length, byMoney.monthlyCost]).toEqual([true, 2, monthlyCost]);
  });

  it("proposes nothing of what is not measured", async () => {
    const { name } = await makeChain(4, false);
    expect(await propose({ target: { bytes: 1 }, disks: [name] })).toMatchObject({ isReached: false, snapshots: [] });
  });
});
