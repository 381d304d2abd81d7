import { describe, expect, it } from "vitest";
import { diskId, sampleChain, sampleCopy, sampleSnapshot } from "#lib/domain/testing/inventory-sample.ts";
import { canDiff, canRead } from "./diff-rule.ts";

const [first, second] = sampleChain(2);
if (!first || !second) throw new Error("no sample");

describe("canDiff", () => {
  it("allows two ready incremental snapshots of one disk, older one first", () => {
    expect(canDiff(first, second)).toEqual({ ok: true });
    expect(canDiff({ ...first, familyId: "F" }, { ...second, familyId: "f", sourceResourceId: undefined })).toEqual({ ok: true });
    expect(canDiff({ ...first, completionPercent: 100 }, { ...second, completionPercent: 100 })).toEqual({ ok: true });
  });

  it("advises to swap when the base is the newer one", () => {
    expect(canDiff(second, first)).toMatchObject({ ok: false, rule: "wrong-order", reason: expect.stringContaining("swap") });
  });

  it.each([
    ["a full one", { ...first, incremental: false }, second, "not-incremental"],
    ["itself", first, { ...first, id: first.id.toUpperCase() }, "same-snapshot"],
    ["another disk's", first, { ...second, sourceResourceId: diskId("web01") }, "other-chain"],
    ["a recreated disk's", first, { ...second, sourceUniqueId: "again" }, "other-chain"],
    ["another family's", { ...first, familyId: "a" }, { ...second, familyId: "b" }, "other-chain"],
    ["its own copy", first, sampleCopy(first, { name: "copy" }), "other-chain"],
    ["one across 4 TiB", { ...first, diskSizeBytes: 4 * 1024 ** 4 }, { ...second, diskSizeBytes: 4 * 1024 ** 4 + 1024 ** 3 }, "resize-4tb"],
    ["one at 99 %", first, { ...second, completionPercent: 99.5 }, "not-ready"],
    ["one in the making", { ...first, provisioningState: "Creating" }, second, "not-ready"],
    ["one whose copy failed", first, { ...second, copyError: { code: "CopySourceNotFound", message: "gone" } }, "failed"],
    ["one under DenyAll", first, { ...second, networkAccessPolicy: "DenyAll" as const }, "network-policy"],
    ["one with instant access only", first, { ...second, snapshotAccessState: "InstantAccess" as const }, "instant-access"],
  ])("refuses %s and says which rule", (_, base, target, rule) => {
    expect(canDiff(base, target)).toMatchObject({ ok: false, rule });
  });

  it("allows a resize on one side of 4 TiB", () => {
    expect(canDiff({ ...first, diskSizeBytes: 1024 ** 4 }, { ...second, diskSizeBytes: 4 * 1024 ** 4 })).toEqual({ ok: true });
  });

  it("compares copies without a family id only when their chain is known", () => {
    const copies = [sampleCopy(first, { name: "c1" }), sampleCopy(second, { name: "c2" })] as const;
    expect(canDiff(...copies)).toMatchObject({ ok: false, rule: "other-chain" });
    expect(canDiff(...copies, { sameChain: true })).toEqual({ ok: true });
  });
});

describe("canRead", () => {
  it("says why a snapshot's data cannot be read", () => {
    expect(canRead(sampleSnapshot({ name: "s" }))).toEqual({ ok: true });
    expect(canRead(sampleSnapshot({ name: "s", completionPercent: 40, createOption: "CopyStart" }))).toMatchObject({
      reason: "s is still being copied (40 %).",
    });
    expect(canRead(sampleSnapshot({ name: "s", provisioningState: "Deleting" }))).toMatchObject({ reason: "s is being deleted." });
  });
});
