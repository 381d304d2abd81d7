"use client";
// What the scope's panel holds. Loaded when it is first opened.
import { Button, Checkbox, Text } from "@mantine/core";
import { useChains } from "#lib/client/chains/use-chains.ts";
import { useSubscriptions } from "#lib/client/inventory/use-subscriptions.ts";
import type { Scope } from "#lib/client/shell/scope.ts";
import { useUrlState } from "#lib/client/shell/url-state.ts";
import { formatCount } from "#lib/domain/format.ts";
import { normaliseRegion, regionLabel } from "#lib/domain/inventory/azure-region.ts";
import classes from "./scope-picker.module.css";

export function ScopeChoices({ scope }: { scope: Scope }) {
  const url = useUrlState();
  const subscriptions = useSubscriptions();
  const chains = useChains({});
  const regions = new Set([...(chains.data?.items ?? []).map((chain) => chain.region), ...scope.region].map(normaliseRegion));
  return (
    <>
      <ScopeList
        title="Subscriptions, with their snapshots"
        choices={(subscriptions.data?.items ?? []).map((one) => ({
          value: one.subscriptionId,
          label: one.displayName,
          note: one.state === "ok" || one.state === "partial" ? formatCount(one.snapshots) : "unreadable",
        }))}
        chosen={scope.subscription}
        onToggle={(value) => url.toggle("subscription", value)}
      />
      <ScopeList
        title="Regions"
        choices={[...regions].sort().map((name) => ({ value: name, label: regionLabel(name), note: "" }))}
        chosen={scope.region.map(normaliseRegion)}
        onToggle={(value) => url.toggle("region", value)}
      />
      <Button
        variant="subtle"
        disabled={scope.subscription.length + scope.region.length === 0}
        onClick={() => url.set({ subscription: null, region: null })}
        fullWidth
      >
        Show all
      </Button>
    </>
  );
}

interface ScopeListProps {
  title: string;
  choices: { value: string; label: string; note: string }[];
  chosen: string[];
  onToggle: (value: string) => void;
}

function ScopeList({ title, choices, chosen, onToggle }: ScopeListProps) {
  return (
    <fieldset className={classes.list}>
      <legend>{title}</legend>
      {choices.length === 0 && (
        <Text size="xs" c="dimmed">
          Loading…
        </Text>
      )}
      {choices.map(({ value, label, note }) => (
        <Checkbox
          key={value}
          size="xs"
          checked={chosen.includes(value)}
          onChange={() => onToggle(value)}
          label={
            <span className={classes.choice}>
              <span>{label}</span>
              <span className={classes.note}>{note}</span>
            </span>
          }
          classNames={{ body: classes.row, labelWrapper: classes.labelWrapper }}
        />
      ))}
    </fieldset>
  );
}
