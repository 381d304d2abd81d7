import { describe, expect, it } from "vitest";
import { stableHash } from "./stable-hash.ts";

describe("stableHash", () => {
  it("is fourteen URL-safe characters and never changes", () => {
    expect(stableHash("")).toMatch(/^[0-9a-z]{14}$/);
    expect(stableHash("westeurope|sub|incremental|family|f1")).toBe(stableHash("westeurope|sub|incremental|family|f1"));
    expect(stableHash("snapscope")).toBe("06aeke00yy21o3");
  });

  it("tells apart a hundred thousand texts that differ in one character", () => {
    const hashes = new Set(Array.from({ length: 100_000 }, (_, i) => stableHash(`/subscriptions/s/resourcegroups/rg/disks/d${i}`)));
    expect(hashes.size).toBe(100_000);
  });
});
