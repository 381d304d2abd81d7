import { describe, expect, it } from "vitest";
import { sampleSnapshot } from "#lib/domain/testing/inventory-sample.ts";
import type { Snapshot } from "./inventory.ts";
import { isReady, notReadyReason, snapshotState } from "./snapshot-state.ts";

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
