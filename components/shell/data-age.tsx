"use client";
// How old the inventory is, who did not answer, and the button that reads it anew.
import { ActionIcon } from "@mantine/core";
import { IconAlertTriangle, IconRefresh } from "@tabler/icons-react";
import { Age } from "#components/ui/time.tsx";
import { useInventoryRefresh } from "#lib/client/inventory/use-inventory-refresh.ts";
import { useSubscriptions } from "#lib/client/inventory/use-subscriptions.ts";
import { useKeys } from "#lib/client/shell/use-keys.ts";
import type { SubscriptionState } from "#lib/domain/inventory/inventory.ts";
import classes from "./data-age.module.css";

const UNREAD_WORDS: Record<Exclude<SubscriptionState, "ok">, string> = {
  forbidden: "unreadable",
  failed: "unreadable",
  throttled: "throttled",
  partial: "read in part",
};

/** "2 unreadable, 1 throttled". */
function unreadWords(states: readonly SubscriptionState[]): string {
  const words = states.flatMap((state) => (state === "ok" ? [] : UNREAD_WORDS[state]));
  return [...Map.groupBy(words, (word) => word)].map(([word, all]) => `${all.length} ${word}`).join(", ");
}

export function DataAge() {
  const { data } = useSubscriptions();
  const refresh = useInventoryRefresh();
  const start = () => {
    if (!refresh.isPending) refresh.mutate();
  };
  useKeys({ r: start });
  const silent = (data?.items ?? []).filter((one) => one.state !== "ok");
  return (
    <div className={classes.age}>
      {silent.length > 0 && (
        <span
          data-hint={silent.map((one) => `${one.displayName}: ${one.message ?? one.state}`).join(" · ")}
          className={classes.silent}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: the reason must be reachable by keyboard
          tabIndex={0}
        >
          <IconAlertTriangle size={14} aria-hidden />
          <span className={classes.words}>{unreadWords(silent.map(({ state }) => state))}</span>
          <span className={classes.count} aria-hidden>
            {silent.length}
          </span>
        </span>
      )}
      {data && (
        <span className={classes.text}>
          Read <Age iso={data.asOf} />
        </span>
      )}
      <span role="alert" className={classes.silent}>
        {refresh.isError && "Reading failed"}
      </span>
      <ActionIcon
        data-hint={refresh.isError ? `Reading failed: ${refresh.error.message}` : "Read disks and snapshots from Azure again (r)"}
        onClick={start}
        loading={refresh.isPending}
        aria-label="Read the inventory from Azure again"
        color={refresh.isError ? "red" : "gray"}
      >
        <IconRefresh size={16} stroke={1.7} />
      </ActionIcon>
    </div>
  );
}
