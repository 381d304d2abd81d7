// How new what is shown is: by a shape and in words, colour only on top.
import { IconPlugConnectedX, IconRefresh, IconRipple } from "@tabler/icons-react";
import type { LiveState } from "#lib/client/operations/live-state.ts";
import classes from "./live-note.module.css";

export function LiveNote({ live, pollMs }: { live: LiveState; pollMs: number }) {
  if (live === "lost") {
    return (
      <p className={`${classes.note} ${classes.lost}`} role="alert">
        <IconPlugConnectedX size={14} aria-hidden />
        <span>
          No connection to Snapscope: this is the last that was heard. Where the server was stopped, what runs goes on when it is started
          again.
        </span>
      </p>
    );
  }
  const Icon = live === "live" ? IconRipple : IconRefresh;
  return (
    <p className={classes.note} role="status">
      <Icon size={14} aria-hidden />
      <span>{live === "live" ? "Live: changes show as they happen" : `Not live: asking every ${pollMs / 1000} s`}</span>
    </p>
  );
}
