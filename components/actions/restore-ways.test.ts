import { describe, expect, it } from "vitest";
import type { ChainDetail } from "#lib/contract/chains.ts";
import type { SnapshotRow } from "#lib/contract/inventory.ts";
import { restoreWays } from "./restore-ways.ts";

const group = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/snapshots";

function row(name: string, changes: Partial<SnapshotRow> = {}): SnapshotRow {
  return { id: `${group}/${name}`, name, region: "westeurope", canRestore: { possible: true }, ...changes } as SnapshotRow;
}

function chain(snapshots: SnapshotRow[], copies: SnapshotRow[] = []): ChainDetail {
  return {
    snapshots,
    copies: copies.map((snapshot) => ({ sourceSnapshotId: snapshot.sourceSnapshotId, region: snapshot.region, snapshot })),
  } as unknown as ChainDetail;
}

const snapshot = row("s1");
const copyOf = (name: string, region: string, changes: Partial<SnapshotRow> = {}) =>
  row(name, { region, sourceSnapshotId: `${group.toUpperCase()}/S1`, ...changes });

describe("the ways to restore a moment", () => {
  it("are the snapshot, its copies and no other's, and its points in replicas", () => {
    const copies = [copyOf("s1-ne", "northeurope"), row("s2-ne", { region: "northeurope", sourceSnapshotId: `${group}/s2` })];
    const points = [{ pointId: "p1", replica: "db", account: "vault", region: "uksouth", possible: true }];
    const ways = restoreWays(snapshot, [chain([snapshot, row("s2")], copies)], points);
    expect(ways.map(({ from, title, name, region, reason }) => [from, title, name, region, reason])).toEqual([
      ["snapshot", "This snapshot, in West Europe", "s1", "westeurope", undefined],
      ["snapshot", "Its copy in North Europe", "s1-ne", "northeurope", undefined],
      ["point", "A replica in UK South", "db in vault", "uksouth", undefined],
    ]);
    expect(ways.every(({ time, fee, risk }) => time && fee && risk)).toBe(true);
  });

  it("of a copy are the snapshot it was made from and the other copies of that, each once", () => {
    const copy = copyOf("s1-ne", "northeurope");
    const other = copyOf("s1-uk", "uksouth");
    const ways = restoreWays(copy, [chain([copy]), chain([snapshot], [copy, other])], []);
    expect(ways.map(({ title, name }) => [title, name])).toEqual([
      ["This snapshot, in North Europe", "s1-ne"],
      ["Its copy in UK South", "s1-uk"],
      ["The snapshot it was copied from, in West Europe", "s1"],
    ]);
  });

  it("that cannot be keep their reason, so that another one can be chosen", () => {
    const copying = copyOf("s1-ne", "northeurope", { canRestore: { possible: false, reason: "The copy is at 40 %." } });
    const points = [
      { pointId: "p1", replica: "db", account: "vault", region: undefined, possible: false, reason: "It lies in several blobs." },
    ];
    const ways = restoreWays(snapshot, [chain([snapshot], [copying])], points);
    expect(ways.map(({ reason }) => reason)).toEqual([undefined, "The copy is at 40 %.", "It lies in several blobs."]);
  });

  it("tell the fee of an instant access snapshot, and what it depends on", () => {
    const [way] = restoreWays(row("s1", { accessState: "InstantAccess" }), [], []);
    expect(way?.fee).toMatch(/a fee for each restore/);
    expect(way?.risk).toMatch(/Depends on its source disk/);
  });
});
