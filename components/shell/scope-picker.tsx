"use client";
// Which subscriptions and regions all pages show. None ticked means all.
import { Button, Checkbox, Popover, Text, UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconFocusCentered } from "@tabler/icons-react";
import { useState } from "react";
import { useScope } from "#lib/client/scope.ts";
import { useUrlState } from "#lib/client/url-state.ts";
import { useChains } from "#lib/client/use-chains.ts";
import { useSubscriptions } from "#lib/client/use-subscriptions.ts";
import { normaliseRegion, regionLabel } from "#lib/domain/azure-region.ts";
import classes from "./scope-picker.module.css";

export function ScopePicker() {
  const [isOpen, setOpen] = useState(false);
  const scope = useScope();
  const url = useUrlState();
  const subscriptions = useSubscriptions();
  // Only asked when the list is looked at.
  const chains = useChains({}, isOpen);
  const names = new Map((subscriptions.data?.items ?? []).map((one) => [one.subscriptionId, one.displayName]));
  const regions = new Set([
    ...(chains.data?.items ?? []).map((chain) => normaliseRegion(chain.region)),
    ...scope.region.map(normaliseRegion),
  ]);
  const words = [
    scope.subscription.length === 0 ? "All subscriptions" : scope.subscription.map((id) => names.get(id) ?? id).join(", "),
    scope.region.length === 0 ? "all regions" : scope.region.map(regionLabel).join(", "),
  ];
  const isNarrowed = scope.subscription.length + scope.region.length > 0;

  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-start" width={280} trapFocus>
      <Popover.Target>
        <UnstyledButton
          className={classes.button}
          data-narrowed={isNarrowed || undefined}
          onClick={() => setOpen(!isOpen)}
          aria-label={`Scope: ${words.join(", ")}`}
        >
          <IconFocusCentered size={15} stroke={1.7} aria-hidden />
          <span className={classes.text}>{words.join(" · ")}</span>
          <span className={classes.short}>{isNarrowed ? scope.subscription.length + scope.region.length : "All"}</span>
          <IconChevronDown size={14} aria-hidden className={classes.chevron} />
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown className={classes.dropdown}>
        <ScopeList
          title="Subscriptions"
          choices={(subscriptions.data?.items ?? []).map((one) => ({
            value: one.subscriptionId,
            label: one.displayName,
            note: one.state === "ok" ? `${one.snapshots}` : "unreadable",
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
        <Button variant="subtle" disabled={!isNarrowed} onClick={() => url.set({ subscription: null, region: null })} fullWidth>
          Show all
        </Button>
      </Popover.Dropdown>
    </Popover>
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
