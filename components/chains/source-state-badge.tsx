import { IconGhost2, IconPlugConnected, IconQuestionMark, IconReplace } from "@tabler/icons-react";
import { StateBadge, type Tone } from "#components/ui/state-badge.tsx";
import type { SourceState } from "#lib/domain/chains/snapshot-chain.ts";

export const SOURCE_STATE_WORDS: Readonly<Record<SourceState, { tone: Tone; word: string; icon: typeof IconGhost2; help: string }>> = {
  live: { tone: "ok", word: "Live", icon: IconPlugConnected, help: "The disk exists." },
  deleted: {
    tone: "warn",
    word: "Deleted",
    icon: IconGhost2,
    help: "The disk is gone; its snapshots stay and cost until they are deleted.",
  },
  recreated: {
    tone: "warn",
    word: "Recreated",
    icon: IconReplace,
    help: "Another disk has this name now. These snapshots are of the earlier one: Azure cannot compare them with the new disk's.",
  },
  unknown: {
    tone: "neutral",
    word: "Not visible",
    icon: IconQuestionMark,
    help: "Source not visible. Where this disk would be, disks were not read, or not all of them: nobody can say whether it exists.",
  },
};

export function SourceStateBadge({ state, filled }: { state: SourceState; filled?: boolean }) {
  const { tone, word, icon, help } = SOURCE_STATE_WORDS[state];
  return (
    <StateBadge tone={tone} icon={icon} filled={filled} title={help}>
      {filled && state === "unknown" ? "Source not visible" : word}
    </StateBadge>
  );
}
