"use client";
// One box for text and typed filters, a panel for the rest, and a token for everything that narrows the list.
import { Button } from "@mantine/core";
import { IconFilter } from "@tabler/icons-react";
import dynamic from "next/dynamic";
import { type ReactNode, useCallback } from "react";
import { DropPanel } from "#components/ui/drop-panel.tsx";
import { SearchInput } from "#components/ui/search-input.tsx";
import { untilLoaded } from "#lib/client/api/until-loaded.ts";
import { parseTypedFilter, typedHint, withoutTyped } from "#lib/client/inventory/snapshot-filter.ts";
import { useUrlState } from "#lib/client/shell/url-state.ts";
import classes from "./filter-bar.module.css";
import { FilterTokens } from "./filter-tokens.tsx";

const FilterChoices = dynamic(() => untilLoaded(() => import("./filter-choices.tsx")).then((m) => m.FilterChoices), { ssr: false });

export function FilterBar({ children }: { children: ReactNode }) {
  return (
    <div className={classes.bar}>
      <div className={classes.line}>
        <FilterInput />
        <DropPanel
          label="Filter"
          widthPx={260}
          trigger={(props) => (
            <Button {...props} variant="default" leftSection={<IconFilter size={14} />}>
              Filter
            </Button>
          )}
        >
          {() => <FilterChoices />}
        </DropPanel>
        <div className={classes.right}>{children}</div>
      </div>
      <FilterTokens />
    </div>
  );
}

function FilterInput() {
  const url = useUrlState();
  const onChange = useCallback((q: string) => url.set({ q }), [url]);
  const onEnter = (text: string): string => {
    const typed = parseTypedFilter(text);
    const names = new Set(typed.tokens.map((token) => token.name));
    const change = [...names].map((name) => {
      const added = typed.tokens.filter((token) => token.name === name).map((token) => token.value);
      return [name, name === "disk" ? added.at(-1) : [...new Set([...url.list(name), ...added])]] as const;
    });
    url.set({ ...Object.fromEntries(change), q: withoutTyped(typed.text) });
    return typed.text;
  };
  return (
    <SearchInput
      label="Filter snapshots"
      placeholder="Name, disk, group, tag; or type:full tag:env=prod"
      value={url.get("q") ?? ""}
      onChange={onChange}
      onEnter={onEnter}
      live={withoutTyped}
      hint={typedHint}
    />
  );
}
