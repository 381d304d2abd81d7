import { describe, expect, it } from "vitest";
import { unreadableBy } from "#lib/domain/chains/diff-rule.ts";
import { canCopy } from "#lib/domain/plans/copy-rule.ts";
import { canRestore } from "#lib/domain/plans/restore-rule.ts";
import { sampleSnapshot } from "#lib/domain/testing/inventory-sample.ts";
import type { Snapshot } from "./inventory.ts";
import { isReady, notReadyReason, snapshotState, unknownStateOf } from "./snapshot-state.ts";

const state = (given: Partial<Snapshot>) => snapshotState(sampleSnapshot({ name: "s", ...given }));

describe("snapshotState", () => {
  it("does not take ARM's Succeeded for finished data", () => {
    expect(state({})).toBe("ready");
    expect(state({ createOption: "CopyStart", completionPercent: 40 })).toBe("copying");
    expect(state({ createOption: "CopyStart", completionPercent: 100 })).toBe("ready");
    expect(state({ createOption: "CopyStart", completionPercent: 40, copyError: { code: "CopySourceNotFound", message: "gone" } })).toBe(
      "copy-failed",
    );
    expect(state({ createOption: "CopyStart", provisioningState: "Failed" })).toBe("copy-failed");
    expect(state({ completionPercent: 12 })).toBe("creating");
    expect(state({ snapshotAccessState: "Pending" })).toBe("creating");
    expect(state({ provisioningState: "Creating" })).toBe("creating");
    expect(state({ provisioningState: "Failed" })).toBe("failed");
    expect(state({ provisioningState: "Deleting" })).toBe("deleting");
  });

  it("takes what was canceled for failed", () => {
    expect(state({ provisioningState: "Canceled" })).toBe("failed");
    expect(state({ createOption: "CopyStart", provisioningState: "Canceled", completionPercent: 40 })).toBe("copy-failed");
  });

  it.each([
    ["a word of ARM's", { provisioningState: "Migrating" }, "Migrating"],
    [
      "a word of ARM's, of a copy under way",
      { provisioningState: "Migrating", createOption: "CopyStart", completionPercent: 3 },
      "Migrating",
    ],
    ["no word of ARM's", { provisioningState: undefined }, "none given"],
    ["an access state", { snapshotAccessState: "Frozen" as never }, "Frozen"],
  ])("is unknown by %s that is not known here, and nothing follows from it", (_what, given, said) => {
    const snapshot = { ...sampleSnapshot({ name: "s" }), ...given } as Snapshot;
    expect(snapshotState(snapshot)).toBe("unknown");
    expect(unknownStateOf(snapshot)).toBe(said);
    expect(notReadyReason(snapshot)).toContain(said);
    for (const possibility of [canCopy(snapshot, {}), canRestore(snapshot, {})])
      expect(possibility).toMatchObject({ possible: false, reason: expect.stringContaining(said) });
    expect(unreadableBy(snapshot)).toMatchObject({ rule: "unknown-state", reason: expect.stringContaining(said) });
  });

  it("reads ARM's words in any case, and Azure's Unknown as saying nothing", () => {
    expect(state({ provisioningState: "SUCCEEDED", snapshotAccessState: "Unknown" })).toBe("ready");
  });

  it("lets disks be made from an instant access snapshot whose copy runs, and nothing else; without a window nothing", () => {
    const instant = sampleSnapshot({ name: "s", completionPercent: 41, snapshotAccessState: "InstantAccess" });
    expect(snapshotState(instant)).toBe("creating");
    expect(canRestore(instant, {})).toEqual({ possible: true });
    expect(canCopy(instant, {})).toMatchObject({ possible: false, reason: expect.stringContaining("instant access") });
    expect(unreadableBy(instant)?.rule).toBe("instant-access");
    const pending = { ...instant, snapshotAccessState: "Pending" as const };
    expect(canRestore(pending, {}).possible).toBe(false);
    const done = { ...instant, completionPercent: 100, snapshotAccessState: "AvailableWithInstantAccess" as const };
    expect([canRestore(done, {}).possible, canCopy(done, {}).possible, unreadableBy(done)]).toEqual([true, true, undefined]);
    for (const broken of [{ provisioningState: "Failed" }, { provisioningState: "Migrating" }, { copyError: { code: "x", message: "y." } }])
      expect(canRestore({ ...instant, ...broken }, {}).possible).toBe(false);
  });

  it("keeps a finished snapshot readable while its tags are changed", () => {
    expect(isReady(sampleSnapshot({ name: "s", provisioningState: "Updating" }))).toBe(true);
  });

  it("gives a sentence for every state but ready", () => {
    const cases: Partial<Snapshot>[] = [
      { provisioningState: "Deleting" },
      { provisioningState: "Failed" },
      { provisioningState: "Creating" },
      { completionPercent: 7 },
      { createOption: "CopyStart", completionPercent: 7 },
      { copyError: { code: "x", message: "y." } },
    ];
    for (const given of cases) expect(notReadyReason(sampleSnapshot({ name: "s", ...given }))).toMatch(/\bs\b.*\.$/);
    expect(notReadyReason(sampleSnapshot({ name: "s" }))).toBeUndefined();
  });
});
