import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { resourceKey, type Snapshot } from "#lib/domain/inventory/inventory.ts";
import { diskId, sampleChain, sampleCopy, sampleSnapshot, snapshotId } from "#lib/domain/testing/inventory-sample.ts";
import { canDiff } from "./diff-rule.ts";
import { Families, familyKey, sameFamily } from "./family.ts";
import { buildChains, chainsBySnapshot } from "./snapshot-chain.ts";

const [s1, s2] = sampleChain(2);
if (!s1 || !s2) throw new Error("no sample");

const place = { region: fc.nat(1), isLoud: fc.boolean(), isFull: fc.boolean(), hasFamily: fc.boolean() };
const ofDisk = fc.record({ ...place, disk: fc.nat(2), generation: fc.nat(1) });
const ofSnapshot = fc.record({ ...place, source: fc.nat(20) });
const estates = fc.tuple(fc.array(ofDisk, { maxLength: 12 }), fc.array(ofSnapshot, { maxLength: 8 }));

/** As Azure may list them: ids in any case, family ids known of some, copies of copies, sources that are gone. */
function toSnapshots([disks, copies]: typeof estates extends fc.Arbitrary<infer T> ? T : never): Snapshot[] {
  const spell = (text: string, isLoud: boolean) => (isLoud ? text.toUpperCase() : text);
  const shared = (name: string, given: { region: number; isFull: boolean }) => ({
    name,
    incremental: !given.isFull,
    location: given.region === 0 ? "westeurope" : "northeurope",
  });
  const taken = disks.map((given, i) => {
    const disk = `${given.disk}-${given.generation}-${given.region}`;
    return sampleSnapshot({
      ...shared(`n${i}`, given),
      sourceResourceId: spell(diskId(`d${given.disk}`), given.isLoud),
      sourceUniqueId: spell(`guid-${disk}`, given.isLoud),
      familyId: given.hasFamily && !given.isFull ? spell(`family-${disk}`, given.isLoud) : undefined,
    });
  });
  const made = copies.map((given, i) => {
    const source = sampleSnapshot({ name: `n${given.source}` });
    const familyId = given.hasFamily && !given.isFull ? spell(`copies-${given.region}`, given.isLoud) : undefined;
    return sampleCopy(source, { ...shared(`n${taken.length + i}`, given), familyId });
  });
  return [...taken, ...made];
}

describe("the family of a snapshot", () => {
  it("is its chain: chains and the gate of the SAS agree on every estate", () => {
    fc.assert(
      fc.property(estates, (estate) => {
        const snapshots = toSnapshots(estate);
        const families = new Families(snapshots);
        const chainOf = chainsBySnapshot(buildChains(snapshots, []));
        const incremental = snapshots.filter((snapshot) => snapshot.incremental);
        for (const a of incremental) {
          for (const b of incremental) {
            const isOneChain = chainOf.get(resourceKey(a.id)) === chainOf.get(resourceKey(b.id));
            expect(families.keyOf(a) === families.keyOf(b)).toBe(isOneChain);
            // What two snapshots say of themselves may be too little to see that they belong together, never too much.
            if (sameFamily(a, b)) expect(isOneChain).toBe(true);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it("is told by each snapshot alone as long as Azure names it, or names none of a disk's", () => {
    fc.assert(
      fc.property(fc.array(ofDisk, { maxLength: 15 }), fc.boolean(), (disks, hasFamily) => {
        const snapshots = toSnapshots([disks.map((given) => ({ ...given, isFull: false, hasFamily })), []]);
        const chainOf = chainsBySnapshot(buildChains(snapshots, []));
        for (const a of snapshots) {
          for (const b of snapshots) {
            const isOneChain = chainOf.get(resourceKey(a.id)) === chainOf.get(resourceKey(b.id));
            expect(familyKey(a) === familyKey(b)).toBe(isOneChain);
            expect(sameFamily(a, b)).toBe(isOneChain);
          }
        }
      }),
    );
  });

  it("does not depend on how ids are spelled", () => {
    expect(familyKey({ ...s1, familyId: "AB-1" })).toBe(familyKey({ ...s2, familyId: "ab-1", sourceResourceId: undefined }));
    expect(familyKey({ ...s1, sourceUniqueId: "GUID" })).toBe(familyKey({ ...s2, sourceUniqueId: "guid" }));
  });

  it("is a sibling's where Azure does not name it", () => {
    const named = { ...s1, familyId: "f" };
    expect(new Families([named, s2]).keyOf(s2)).toBe(familyKey(named));
    expect(canDiff(named, s2)).toEqual({ ok: true });
  });

  it("of copies is theirs, not their sources'; without an id it is found through the sources, else each stands alone", () => {
    const copies = [sampleCopy(s1, { name: "c1" }), sampleCopy(s2, { name: "c2" })] as const;
    expect(familyKey({ ...s1, familyId: "f" })).not.toBe(familyKey({ ...copies[0], familyId: "f" }));
    const known = new Families([s1, s2, ...copies]);
    expect(known.keyOf(copies[0])).toBe(known.keyOf(copies[1]));
    expect(known.keyOf(copies[0])).not.toBe(known.keyOf(s1));
    expect(familyKey(copies[0])).not.toBe(familyKey(copies[1]));
  });

  it("of a full snapshot is its own: full ones of one disk share no limit", () => {
    const full = [s1, s2].map((snapshot) => ({ ...snapshot, incremental: false }));
    expect(new Set(full.map(familyKey)).size).toBe(2);
    expect(familyKey(sampleSnapshot({ name: "x", sourceResourceId: undefined }))).toContain(resourceKey(snapshotId("x")));
  });
});
