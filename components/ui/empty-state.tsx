// Three different kinds of nothing, never mixed up: there is none yet (how to get the first), the filter hides all
// (clear it), or it cannot be shown (not permitted, not measured: what is missing and how to get it).
import { IconFilterOff, IconLockQuestion, IconStack2 } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./empty-state.module.css";

export interface EmptyStateProps {
  kind: "nothing" | "filtered" | "unavailable";
  title: string;
  children?: ReactNode;
  /** The next step. */
  action?: ReactNode;
}

const ICONS = { nothing: IconStack2, filtered: IconFilterOff, unavailable: IconLockQuestion };

export function EmptyState({ kind, title, children, action }: EmptyStateProps) {
  const Icon = ICONS[kind];
  return (
    <div className={classes.empty} role="status" data-kind={kind}>
      <Icon size={28} stroke={1.4} aria-hidden className={classes.icon} />
      <p className={classes.title}>{title}</p>
      {children && <div className={classes.text}>{children}</div>}
      {action && <div className={classes.action}>{action}</div>}
    </div>
  );
}
