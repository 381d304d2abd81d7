// The page's main numbers in one sentence, made only from rows that are here.
import type { SnapshotRow } from "#lib/contract/inventory.ts";
import { atLeast } from "#lib/domain/at-least.ts";
import { formatBytes, formatCount } from "#lib/domain/format.ts";

export function SnapshotsSentence({
  rows,
  total,
  totalUnfiltered,
}: {
  rows: readonly SnapshotRow[];
  total: number;
  totalUnfiltered: number;
}) {
  const showing = `Showing ${formatCount(total)} of ${formatCount(totalUnfiltered)}`;
  if (total === 0 || rows.length < total) return <>{showing}</>;
  const measured = rows.flatMap((row) => (row.delta.state === "measured" ? [row.delta.bytes] : []));
  const stored = measured.reduce((sum, bytes) => sum + bytes, 0);
  const unknown = total - measured.length;
  return (
    <>
      {showing};{" "}
      {measured.length === 0 ? "what they store is not measured" : `together they store ${atLeast(formatBytes(stored), unknown > 0)}`}
      {unknown > 0 && measured.length > 0 && ` (${formatCount(unknown)} not measured)`}
    </>
  );
}
