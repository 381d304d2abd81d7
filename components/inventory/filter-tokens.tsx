"use client";
// Everything that narrows the list, each with its own way out.
import { UnstyledButton } from "@mantine/core";
import { FilterToken } from "#components/ui/filter-token.tsx";
import { clearedFilter, FILTER_NAMES, type FilterName } from "#lib/client/inventory/snapshot-filter.ts";
import { useSubscriptions } from "#lib/client/inventory/use-subscriptions.ts";
import { useUrlState } from "#lib/client/shell/url-state.ts";
import { regionLabel } from "#lib/domain/inventory/azure-region.ts";
import { resourceName } from "#lib/domain/inventory/inventory.ts";
import { SNAPSHOT_STATES } from "#lib/domain/inventory/snapshot-state.ts";
import classes from "./filter-bar.module.css";
import { SNAPSHOT_STATE_WORDS } from "./snapshot-state-badge.tsx";

const TITLES: Readonly<Record<FilterName, string>> = {
  q: "text",
  subscription: "subscription",
  region: "region",
  kind: "type",
  redundancy: "redundancy",
  state: "state",
  held: "held",
  tag: "tag",
  disk: "disk",
  chain: "chain",
};
const SINGLE: readonly FilterName[] = ["disk", "chain"];

export function FilterTokens() {
  const url = useUrlState();
  const subscriptions = useSubscriptions();
  const tokens = FILTER_NAMES.filter((name) => name !== "q").flatMap((name) => {
    const values = SINGLE.includes(name) ? [url.get(name) ?? ""] : url.list(name);
    return values.filter(Boolean).map((value) => ({ name, value }));
  });
  if (tokens.length === 0) return null;
  const wordOf = (name: FilterName, value: string): string => {
    if (name === "region") return regionLabel(value);
    if (name === "subscription") return subscriptions.data?.items.find((one) => one.subscriptionId === value)?.displayName ?? value;
    if (name === "disk") return resourceName(value);
    if (name === "state") return SNAPSHOT_STATE_WORDS[SNAPSHOT_STATES.find((state) => state === value) ?? "ready"];
    return value;
  };
  const remove = (name: FilterName, value: string) => (SINGLE.includes(name) ? url.set({ [name]: null }) : url.toggle(name, value));
  return (
    <div className={classes.tokens}>
      {tokens.map(({ name, value }) => (
        <FilterToken key={`${name} ${value}`} name={TITLES[name]} value={wordOf(name, value)} onRemove={() => remove(name, value)} />
      ))}
      <UnstyledButton className={classes.clear} onClick={() => url.set(clearedFilter())}>
        Clear all
      </UnstyledButton>
    </div>
  );
}
