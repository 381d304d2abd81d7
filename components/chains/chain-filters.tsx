"use client";
import { useCallback } from "react";
import { SearchInput } from "#components/ui/search-input.tsx";
import { ToggleChips } from "#components/ui/toggle-chips.tsx";
import { useUrlState } from "#lib/client/shell/url-state.ts";
import { SOURCE_STATE_CHOICES } from "./source-state-choices.ts";

/** Text and the state of the disk; the rest of the narrowing is the scope in the top bar. */
export function ChainFilters() {
  const url = useUrlState();
  const onChange = useCallback((q: string) => url.set({ q }), [url]);
  return (
    <>
      <SearchInput label="Filter chains" placeholder="Disk, group, region" value={url.get("q") ?? ""} onChange={onChange} />
      <ToggleChips
        label="State of the disk"
        choices={SOURCE_STATE_CHOICES}
        chosen={url.list("sourceState")}
        onToggle={(value) => url.toggle("sourceState", value)}
      />
    </>
  );
}
