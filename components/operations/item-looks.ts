import { IconBan, IconCheck, IconCircleDashed, IconPlayerPlay } from "@tabler/icons-react";
import type { StateBadgeProps } from "#components/ui/state-badge.tsx";
import type { ItemState } from "#lib/domain/operations/operation-item.ts";

/** Of one of several things of an operation. */
export const ITEM_LOOKS: Record<ItemState, Pick<StateBadgeProps, "tone" | "icon">> = {
  waiting: { tone: "neutral", icon: IconCircleDashed },
  running: { tone: "busy", icon: IconPlayerPlay },
  done: { tone: "ok", icon: IconCheck },
  refused: { tone: "warn", icon: IconBan },
  failed: { tone: "bad" },
};
