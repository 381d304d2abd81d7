// The diff in four numbers: what was written and given back, in how many pieces, and how much of the disk that is.

import { formatShare } from "#components/change-map/cell-facts.ts";
import { Figure } from "#components/ui/figure.tsx";
import type { DiffSummary } from "#lib/contract/diffs.ts";
import { formatBytes, formatCount, formatExactBytes } from "#lib/domain/format.ts";
import classes from "./diff-totals.module.css";

export function DiffTotals({ summary }: { summary: DiffSummary }) {
  const { lengthBytes, writtenBytes, clearedBytes, writtenRanges, clearedRanges } = summary;
  return (
    <dl className={classes.totals}>
      <Bytes
        term="Written"
        bytes={writtenBytes}
        note={`${ranges(writtenRanges)} · ${formatShare(writtenBytes, lengthBytes)} of the disk`}
      />
      <Bytes
        term="Cleared"
        bytes={clearedBytes}
        note={`${ranges(clearedRanges)} · ${formatShare(clearedBytes, lengthBytes)} of the disk`}
      />
      <Bytes
        term="Unchanged"
        bytes={lengthBytes - writtenBytes - clearedBytes}
        note={`${formatShare(lengthBytes - writtenBytes - clearedBytes, lengthBytes)} of the disk`}
      />
      <Bytes term="Disk, provisioned" bytes={lengthBytes} note={formatExactBytes(lengthBytes)} />
    </dl>
  );
}

function Bytes({ term, bytes, note }: { term: string; bytes: number; note: string }) {
  return <Figure term={term} value={formatBytes(bytes)} exact={formatExactBytes(bytes)} note={note} />;
}

function ranges(count: number): string {
  return `${formatCount(count)} range${count === 1 ? "" : "s"}`;
}
