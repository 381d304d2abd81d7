import { NoRows } from "#components/ui/no-rows.tsx";
import type { SourceState } from "#lib/contract/common.ts";

export function NoEstate({ sources }: { sources: readonly SourceState[] }) {
  return (
    <NoRows noun="subscription" title="There are no disks and no snapshots yet" sources={sources}>
      The subscriptions answer and are empty. Make a disk and a snapshot of it with{" "}
      <code>az snapshot create --incremental true --source DISK</code>, then read the inventory again.
    </NoRows>
  );
}
