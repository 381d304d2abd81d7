"use client";
// Which Azure this is. Local Azure is hatched and named: it must never be taken for production, nor the other way round.
import { IconAlertTriangle, IconCloud, IconFlask, IconPlugConnectedX } from "@tabler/icons-react";
import { isApiError } from "#lib/client/api/api-fetch.ts";
import { useHealth } from "#lib/client/settings/use-health.ts";
import classes from "./azure-badge.module.css";

export function AzureBadge() {
  const { data, error } = useHealth();
  if (error) return <Unknown error={error} />;
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

/** Which Azure it is cannot be told: the server is away, or it answers with an error. */
function Unknown({ error }: { error: Error }) {
  const isAway = isApiError(error) && error.code === "unreachable";
  return (
    <Badge
      kind="down"
      icon={isAway ? IconPlugConnectedX : IconAlertTriangle}
      label={isAway ? "No connection" : "Server error"}
      help={
        isAway ? "The Snapscope server did not answer the last question." : `The Snapscope server answers, but failed: ${error.message}`
      }
    />
  );
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
