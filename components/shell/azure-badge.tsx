"use client";
// Which Azure this is. Local Azure is hatched and named: it must never be taken for production, nor the other way round.
import { IconCloud, IconFlask, IconPlugConnectedX } from "@tabler/icons-react";
import { useHealth } from "#lib/client/settings/use-health.ts";
import classes from "./azure-badge.module.css";

export function AzureBadge() {
  const { data, isError } = useHealth();
  if (isError)
    return (
      <Badge kind="down" icon={IconPlugConnectedX} label="No connection" help="The Snapscope server did not answer the last question." />
    );
  if (!data) return null;
  const { kind, label, reachable, message } = data.azure;
  if (!reachable)
    return (
      <Badge
        kind="down"
        icon={IconPlugConnectedX}
        label={`${label}: no answer`}
        help={message ?? "Azure does not answer. What you see is the last known state."}
      />
    );
  if (kind === "local")
    return (
      <Badge
        kind="local"
        icon={IconFlask}
        label={label}
        help="The embedded Azure on this machine. Nothing you do here touches a real account or costs money."
      />
    );
  return <Badge kind="azure" icon={IconCloud} label={label} help="A real Azure account: copies and disks made here cost money." />;
}

function Badge({
  kind,
  icon: Icon,
  label,
  help,
}: {
  kind: "local" | "azure" | "down";
  icon: typeof IconCloud;
  label: string;
  help: string;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the explanation must be reachable by keyboard
    <span data-hint={help} className={classes.badge} data-kind={kind} tabIndex={0}>
      <Icon size={14} stroke={1.8} aria-hidden />
      <span className={classes.label}>{label}</span>
    </span>
  );
}
