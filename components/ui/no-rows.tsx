// Why a list is empty: the filter hides what there is, nobody could be asked, or there is nothing.
import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import type { SourceState } from "#lib/contract/common.ts";
import { EmptyState } from "./empty-state.tsx";
import { PageLink } from "./page-link.tsx";

export interface NoRowsProps {
  /** What one row is: "snapshot". */
  noun: string;
  title: string;
  sources: readonly SourceState[];
  /** Given: there are rows outside the filter, and this takes it away. */
  onClear?: (() => void) | undefined;
  /** What to do when there really is nothing. */
  children: ReactNode;
}

export function NoRows({ noun, title, sources, onClear, children }: NoRowsProps) {
  const silent = sources.filter((one) => one.state !== "ok");
  if (onClear) {
    return (
      <EmptyState kind="filtered" title={`The filter hides every ${noun}`} action={<Button onClick={onClear}>Clear the filter</Button>}>
        There are {noun}s outside it.
      </EmptyState>
    );
  }
  if (silent.length > 0) {
    return (
      <EmptyState kind="unavailable" title={`No ${noun} can be read`} action={<ToConnection />}>
        {silent.map((one) => `${one.displayName}: ${one.message ?? one.state}`).join("; ")}
      </EmptyState>
    );
  }
  return (
    <EmptyState kind="nothing" title={title}>
      {children}
    </EmptyState>
  );
}

function ToConnection() {
  return (
    <Button component={PageLink} to={{ page: "settings" }} variant="default">
      See the connection
    </Button>
  );
}
