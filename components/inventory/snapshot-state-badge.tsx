import { IconClock, IconQuestionMark, IconTrash } from "@tabler/icons-react";
import { StateBadge, type Tone } from "#components/ui/state-badge.tsx";
import { useMovedPercent } from "#lib/client/inventory/moving.ts";
import type { SnapshotRow } from "#lib/contract/inventory.ts";
import { formatPercent } from "#lib/domain/format.ts";
import { isMoving, type SnapshotState } from "#lib/domain/inventory/snapshot-state.ts";

const STATES: Record<SnapshotState, { tone: Tone; word: string; icon?: typeof IconClock }> = {
  ready: { tone: "ok", word: "Ready" },
  creating: { tone: "busy", word: "Creating", icon: IconClock },
  copying: { tone: "busy", word: "Copying" },
  "copy-failed": { tone: "bad", word: "Copy failed" },
  failed: { tone: "bad", word: "Failed" },
  deleting: { tone: "warn", word: "Deleting", icon: IconTrash },
  unknown: { tone: "neutral", word: "Unknown", icon: IconQuestionMark },
};

export const SNAPSHOT_STATE_WORDS: Readonly<Record<SnapshotState, string>> = {
  ready: STATES.ready.word,
  creating: STATES.creating.word,
  copying: STATES.copying.word,
  "copy-failed": STATES["copy-failed"].word,
  failed: STATES.failed.word,
  deleting: STATES.deleting.word,
  unknown: STATES.unknown.word,
};

export function SnapshotStateBadge({ row, filled }: { row: SnapshotRow; filled?: boolean }) {
  const { tone, word, icon } = STATES[row.state];
  return (
    <StateBadge tone={tone} icon={icon} filled={filled} title={row.copyError?.message ?? row.unknownState}>
      {word}
      {row.unknownState && `: ${row.unknownState}`}
      {isMoving(row.state) && <Moved row={row} />}
    </StateBadge>
  );
}

function Moved({ row }: { row: SnapshotRow }) {
  const percent = useMovedPercent(row.id, row.completionPercent);
  return percent === undefined ? null : ` ${formatPercent(percent)}`;
}
