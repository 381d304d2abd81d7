import { Button } from "@mantine/core";
import Link from "next/link";
import { EmptyState } from "#components/ui/empty-state.tsx";
import type { SourceState } from "#lib/contract/common.ts";

export function NoEstate({ sources }: { sources: readonly SourceState[] }) {
  const silent = sources.filter((one) => one.state !== "ok");
  if (silent.length > 0) {
    return (
      <EmptyState
        kind="unavailable"
        title="No subscription can be read"
        action={
          <Button component={Link} href="/settings" variant="default">
            See the connection
          </Button>
        }
      >
        {silent.map((one) => `${one.displayName}: ${one.message ?? one.state}`).join("; ")}
      </EmptyState>
    );
  }
  return (
    <EmptyState kind="nothing" title="There are no disks and no snapshots yet">
      The subscriptions answer and are empty. Make a disk and a snapshot of it with{" "}
      <code>az snapshot create --incremental true --source DISK</code>, then read the inventory again.
    </EmptyState>
  );
}
