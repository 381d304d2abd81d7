"use client";
// Which subscriptions and regions all pages show. None ticked means all.
import { UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconFocusCentered } from "@tabler/icons-react";
import dynamic from "next/dynamic";
import { DropPanel } from "#components/ui/drop-panel.tsx";
import { untilLoaded } from "#lib/client/api/until-loaded.ts";
import { useSubscriptions } from "#lib/client/inventory/use-subscriptions.ts";
import { useScope } from "#lib/client/shell/scope.ts";
import { regionLabel } from "#lib/domain/inventory/azure-region.ts";
import classes from "./scope-picker.module.css";

const ScopeChoices = dynamic(() => untilLoaded(() => import("./scope-choices.tsx")).then((m) => m.ScopeChoices), { ssr: false });

export function ScopePicker() {
  const scope = useScope();
  const subscriptions = useSubscriptions();
  const names = new Map((subscriptions.data?.items ?? []).map((one) => [one.subscriptionId, one.displayName]));
  const words = [
    scope.subscription.length === 0 ? "All subscriptions" : scope.subscription.map((id) => names.get(id) ?? id).join(", "),
    scope.region.length === 0 ? "all regions" : scope.region.map(regionLabel).join(", "),
  ];
  const narrowings = scope.subscription.length + scope.region.length;
  return (
    <DropPanel
      label="Scope"
      widthPx={280}
      trigger={(props) => (
        <UnstyledButton
          {...props}
          className={classes.button}
          data-narrowed={narrowings > 0 || undefined}
          aria-label={`Scope: ${words.join(", ")}`}
        >
          <IconFocusCentered size={15} stroke={1.7} aria-hidden />
          <span className={classes.text}>{words.join(" · ")}</span>
          <span className={classes.short}>{narrowings || "All"}</span>
          <IconChevronDown size={14} aria-hidden />
        </UnstyledButton>
      )}
    >
      {() => <ScopeChoices scope={scope} />}
    </DropPanel>
  );
}
