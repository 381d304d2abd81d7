import { IconLock } from "@tabler/icons-react";
import { StateBadge } from "#components/ui/state-badge.tsx";
import type { HoldMark } from "#lib/contract/holds.ts";
import { holdWords } from "#lib/domain/holds/hold.ts";
import classes from "./holds.module.css";

/** Beside a name. */
export function HoldIcon({ holds }: { holds: readonly HoldMark[] | undefined }) {
  if (!holds?.length) return null;
  const words = `Held: ${holds.map(holdWords).join("; ")}`;
  return (
    <span className={classes.icon} role="img" title={words} aria-label={words}>
      <IconLock size={14} aria-hidden />
    </span>
  );
}

export function HoldBadge({ holds, filled = false }: { holds: readonly HoldMark[] | undefined; filled?: boolean }) {
  if (!holds?.length) return null;
  return (
    <StateBadge tone="neutral" icon={IconLock} filled={filled} title={holds.map(holdWords).join("; ")}>
      Held
    </StateBadge>
  );
}
