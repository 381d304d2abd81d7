import { describe, expect, it } from "vitest";
import { buildChains } from "#lib/domain/chains/snapshot-chain.ts";
import type { Disk, Snapshot } from "#lib/domain/inventory/inventory.ts";
import type { SnapshotDelta } from "#lib/domain/sizes/stored-size.ts";
import { sampleChain, sampleCopy, sampleDisk, sampleSnapshot } from "#lib/domain/testing/inventory-sample.ts";
import { type AttentionFacts, findAttention } from "./attention.ts";

const live = sampleDisk({ name: "db01" });
const MIB = 1024 ** 2;
const DAY_MS = 86_400_000;
/** Twelve hours after the tenth of ten daily snapshots. */
const NOW = Date.parse("2026-11-10T12:00:00Z");

function attention(snapshots: Snapshot[], given: Partial<AttentionFacts> & { disks?: Disk[] } = {}) {
  const { disks = [live], ...facts } = given;
  return findAttention({ chains: buildChains(snapshots, disks), deltas: new Map(), accessElsewhere: new Map(), nowMs: NOW, ...facts });
}

function deltas(snapshots: Snapshot[], mib: number[]): Map<string, SnapshotDelta> {
  return new Map(
    snapshots.map((snapshot, i) => [
      snapshot.uniqueId,
      {
        snapshotUniqueId: snapshot.uniqueId,
        baseUniqueId: snapshots[i - 1]?.uniqueId ?? null,
        bytes: (mib[i] ?? 0) * MIB,
        clearedBytes: 0,
      },
    ]),
  );
}

const kinds = (items: ReturnType<typeof attention>) => items.map(({ kind, severity }) => [kind, severity]);
const daily = sampleChain(10);
const [source] = daily;
if (!source) throw new Error("no sample");

describe("a quiet estate", () => {
  it("asks nothing of anybody", () => {
    expect(attention(daily, { deltas: deltas(daily, [9000, 100, 120, 90, 110, 100, 95, 105, 130, 80]) })).toEqual([]);
  });
});

describe("copies", () => {
  const copy = (given: Partial<Snapshot>) => sampleCopy(source, { name: "copy", ...given });

  it("that failed are critical and carry Azure's reason", () => {
    const [item] = attention([
      ...daily,
      copy({ completionPercent: 3, copyError: { code: "CopySourceNotFound", message: "The source was deleted." } }),
    ]);
    expect(item).toMatchObject({
      kind: "copy-failed",
      severity: "critical",
      detail: "The copy copy to North Europe failed: The source was deleted.",
      subject: { kind: "snapshot" },
    });
  });

  it("that failed and were made again are only left over", () => {
    const failed = copy({ completionPercent: 3, copyError: { code: "x", message: "y" } });
    const again = copy({ name: "again", uniqueId: "again" });
    expect(kinds(attention([...daily, failed, { ...again, id: again.id.replace("copy", "again") }]))).toEqual([["copy-failed", "info"]]);
  });

  it("are stuck after a day, or after four hours without a start", () => {
    const at = (hoursAgo: number, completionPercent: number) =>
      kinds(attention([...daily, copy({ completionPercent, timeCreated: new Date(NOW - hoursAgo * 3_600_000).toISOString() })]));
    expect(at(23, 40)).toEqual([]);
    expect(at(25, 40)).toEqual([["copy-stuck", "warning"]]);
    expect(at(3, 0)).toEqual([]);
    expect(at(5, 0)).toEqual([["copy-stuck", "warning"]]);
  });
});

describe("a SAS", () => {
  const open = sampleSnapshot({ name: "open", diskState: "ActiveSAS", sourceResourceId: undefined });

  const elsewhere = { snapshotId: open.id, name: open.name, seenSince: "2026-11-10T09:00:00.000Z" };
  const accessElsewhere = new Map([[open.id.toLowerCase(), elsewhere]]);

  it("nobody accounts for is forgotten; our own is not", () => {
    expect(kinds(attention([open], { accessElsewhere }))).toEqual([["forgotten-sas", "warning"]]);
    expect(attention([open])).toEqual([]);
  });

  it("says since when it is known, and what cannot be measured while it is open", () => {
    const heldUp = (names: string[]) =>
      attention([open], { accessElsewhere, heldUp: new Map([[open.id.toLowerCase(), names]]) })[0]?.detail;
    expect(heldUp([])).toContain("first seen 3 hours ago");
    expect(heldUp([])).not.toContain("measured");
    expect(heldUp(["open"])).toContain("While it is open, open cannot be measured.");
    expect(heldUp(["a", "b", "c", "d"])).toContain("a and 3 more cannot be measured.");
  });
});

describe("a disk", () => {
  it("is overdue after more than two of its own intervals, and critical after five", () => {
    const at = (days: number) => attention(daily, { nowMs: Date.parse("2026-11-10T00:00:00Z") + days * DAY_MS });
    expect(kinds(at(2))).toEqual([]);
    expect(kinds(at(2.1))).toEqual([["overdue-disk", "warning"]]);
    expect(kinds(at(5.1))).toEqual([["overdue-disk", "critical"]]);
    expect(at(3)[0]).toMatchObject({
      subject: { kind: "disk", id: live.id },
      detail: "The last snapshot of db01 was taken 3 days ago; usually there is one every 1 day.",
    });
  });

  it("without any snapshot is named, the largest first, once it has had a day for its first", () => {
    const bare = (name: string, gib: number, hoursOld: number | null) => ({
      diskId: live.id.replace("db01", name),
      diskName: name,
      createdAt: hoursOld === null ? null : new Date(NOW - hoursOld * 3_600_000).toISOString(),
      provisionedBytes: gib * 1024 * MIB,
    });
    const items = attention(daily, { bareDisks: [bare("small", 4, 48), bare("large", 512, null), bare("new", 64, 23)] });
    expect(items.map(({ kind, severity, subject }) => [kind, severity, subject.id.split("/").at(-1)])).toEqual([
      ["disk-without-snapshot", "warning", "large"],
      ["disk-without-snapshot", "warning", "small"],
    ]);
    expect(items[1]?.detail).toBe(
      "The disk small of 4.00 GiB was made 2 days ago and has no snapshot among those you see: nothing to go back to if its data is lost.",
    );
  });

  it("that is gone, or has hardly begun, is not overdue", () => {
    const later = NOW + 90 * DAY_MS;
    expect(kinds(attention(daily, { disks: [], nowMs: later }))).toEqual([["orphaned-chain", "info"]]);
    expect(attention(daily.slice(0, 2), { nowMs: later })).toEqual([]);
  });
});

describe("an unusual change", () => {
  const burst = [9000, 100, 120, 90, 110, 100, 95, 105, 130, 6000];

  it("is named with what is usual, while it is recent", () => {
    const [item] = attention(daily, { deltas: deltas(daily, burst) });
    expect(item).toMatchObject({
      kind: "unusual-change",
      severity: "warning",
      detail: "s10 holds 5.86 GiB of changes where 105 MiB is usual in that time: look at where they lie.",
    });
    const old = attention(daily, { deltas: deltas(daily, burst), nowMs: NOW + 40 * DAY_MS });
    expect(kinds(old).map(([kind]) => kind)).not.toContain("unusual-change");
  });

  it("is neither the first snapshot, which holds everything, nor a small one, nor a guess from few", () => {
    expect(attention(daily, { deltas: deltas(daily, [90_000, 100, 120, 90, 110, 100, 95, 105, 130, 80]) })).toEqual([]);
    expect(attention(daily, { deltas: deltas(daily, [9000, 1, 1, 1, 1, 1, 1, 1, 1, 5]) })).toEqual([]);
    expect(attention(daily.slice(4), { deltas: deltas(daily.slice(4), [9000, 1, 1, 1, 1, 900]) })).toEqual([]);
  });
});

describe("chains", () => {
  it("near 500 snapshots warn, and press at 490", () => {
    const many = (count: number) =>
      sampleChain(count).map((snapshot, i) => ({ ...snapshot, timeCreated: new Date(NOW - (count - i) * 3_600_000).toISOString() }));
    expect(kinds(attention(many(449)))).toEqual([]);
    expect(kinds(attention(many(450)))).toEqual([["chain-near-limit", "warning"]]);
    expect(kinds(attention(many(490)))).toEqual([["chain-near-limit", "critical"]]);
  });

  it("without their disk say what remains, largest first, and copies do not say it twice", () => {
    const other = sampleSnapshot({ name: "x", sourceResourceId: live.id.replace("db01", "web01"), sourceUniqueId: "w" });
    const copy = sampleCopy(other, { name: "copy" });
    const all = new Map([...deltas(daily, [100]), ...deltas([other], [5000])]);
    const items = attention([...daily, other, copy], { disks: [], deltas: all });
    expect(kinds(items)).toEqual([
      ["orphaned-chain", "info"],
      ["orphaned-chain", "info"],
    ]);
    const smaller = new Map([...deltas(daily, [5001]), ...deltas([other], [5000])]);
    expect(attention([...daily, other, copy], { disks: [], deltas: smaller })[0]?.detail).toContain("db01");
    expect(items[0]?.detail).toBe("The disk web01 no longer exists; 1 snapshot of 4.88 GiB remains and is billed.");
    expect(attention(daily, { disks: [{ ...live, uniqueId: "new" }] })[0]?.detail).toBe(
      "The disk db01 was recreated; 10 snapshots of its predecessor remain and are billed.",
    );
  });

  it("say what they cost, where sizes and prices are known", () => {
    const usdPerMonth = (region: string, bySku: Readonly<Record<string, number>>) =>
      region === "westeurope" ? String((Object.values(bySku)[0] ?? 0) / MIB / 1000) : undefined;
    const given = { disks: [], deltas: deltas(daily, [5000]), usdPerMonth };
    expect(attention(daily, given)[0]?.detail).toBe(
      "The disk db01 no longer exists; 10 snapshots of 4.88 GiB remain and are billed, about $5.00 a month.",
    );
    const part = new Map([...given.deltas].slice(0, 4));
    expect(attention(daily, { ...given, deltas: part })[0]?.detail).toContain(
      "10 snapshots of ≥\u00a04.88 GiB remain and are billed, ≥\u00a0$5.00 a month.",
    );
    const full = sampleSnapshot({ name: "full", incremental: false, sku: "Premium_LRS" });
    expect(attention([full], { deltas: deltas([full], [2000]), usdPerMonth })[0]?.detail).toContain(
      "which costs more: about $2.00 a month;",
    );
    expect(attention([full], { usdPerMonth })[0]?.detail).toContain("which costs more; to make");
    const unusual = attention(daily, { deltas: deltas(daily, [9000, 100, 120, 90, 110, 100, 95, 105, 130, 6000]), usdPerMonth });
    expect(unusual[0]?.detail).toContain("is usual in that time, which cost about $6.00 a month: look");
  });

  it("of premium full snapshots point to the gallery", () => {
    const full = sampleSnapshot({ name: "full", incremental: false, sku: "Premium_LRS" });
    expect(attention([full])[0]).toMatchObject({ kind: "premium-full", severity: "info", detail: expect.stringContaining("gallery") });
    expect(attention([{ ...full, sku: "Standard_LRS" }])).toEqual([]);
  });
});

describe("the order", () => {
  it("is by severity, then kind, then weight, whatever the order of the input; ids are unique", () => {
    const failed = sampleCopy(source, { name: "copy", copyError: { code: "x", message: "y" } });
    const open = sampleSnapshot({ name: "open", diskState: "ActiveSAS", sourceResourceId: undefined });
    const full = sampleSnapshot({ name: "full", incremental: false, sku: "Premium_LRS" });
    const snapshots = [full, open, ...daily, failed];
    const access = { snapshotId: open.id, name: open.name, seenSince: open.timeCreated ?? "" };
    const accessElsewhere = new Map([[open.id.toLowerCase(), access]]);
    const items = attention(snapshots, { accessElsewhere });
    expect(kinds(items)).toEqual([
      ["copy-failed", "critical"],
      ["forgotten-sas", "warning"],
      ["premium-full", "info"],
    ]);
    expect(attention(snapshots.toReversed(), { accessElsewhere })).toEqual(items);
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
  });
});
