// A state by icon and word; the colour only repeats it.
import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconInfoCircle, IconProgress } from "@tabler/icons-react";
import type { ComponentType, ReactNode } from "react";
import classes from "./state-badge.module.css";

export type Tone = "ok" | "busy" | "warn" | "bad" | "neutral";

export interface StateBadgeProps {
  tone: Tone;
  children: ReactNode;
  /** Where another shape says it better. */
  icon?: ComponentType<{ size?: number; stroke?: number; "aria-hidden"?: boolean }>;
  /** A filled ground, for a badge that stands alone. */
  filled?: boolean;
  title?: string;
}

const ICONS = { ok: IconCircleCheck, busy: IconProgress, warn: IconAlertTriangle, bad: IconCircleX, neutral: IconInfoCircle };

export function StateBadge({ tone, children, icon, filled = false, title }: StateBadgeProps) {
  const Icon = icon ?? ICONS[tone];
  return (
    <span className={classes.badge} data-tone={tone} data-filled={filled || undefined} title={title}>
      <Icon size={14} stroke={1.8} aria-hidden />
      <span className={classes.word}>{children}</span>
    </span>
  );
}
