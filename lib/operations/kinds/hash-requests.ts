import { createHash } from "node:crypto";
import type { RangeColumns, RequestPlan } from "#lib/domain/replication/request-plan.ts";

/**
 * SHA-256, hex, of what a plan does, whatever it was planned for: two plans of one hash have the same clears and writes. Each
 * column is its number of ranges, offsets, lengths, as little-endian doubles, the same on every machine.
 */
export function hashRequests({ clears, writes }: Pick<RequestPlan, "clears" | "writes">): string {
  const hash = createHash("sha256");
  for (const { offsets, lengths } of [clears, writes] satisfies RangeColumns[]) {
    for (const column of [Float64Array.of(offsets.length), offsets, lengths]) hash.update(littleEndian(column));
  }
  return hash.digest("hex");
}

function littleEndian(column: Float64Array): Uint8Array {
  const bytes = new Uint8Array(column.length * 8);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < column.length; i += 1) view.setFloat64(i * 8, column[i] ?? 0, true);
  return bytes;
}
