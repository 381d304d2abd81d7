"use client";
// Says on every page that the server does not answer, and brings what failed meanwhile once it does.
import { IconPlugConnectedX } from "@tabler/icons-react";
import { useServerContact } from "#lib/client/shell/use-server-contact.ts";
import classes from "./server-away.module.css";

export function ServerAway() {
  const isAway = useServerContact();
  return (
    <div role="alert">
      {isAway && (
        <p className={classes.away}>
          <IconPlugConnectedX size={16} aria-hidden />
          <span>
            <strong>The Snapscope server is away.</strong> What is shown is the last that was heard; work that was started goes on there.
            This page goes on by itself when it answers again.
          </span>
        </p>
      )}
    </div>
  );
}
