// Where a link leads to a snapshot that is there no more: what is known of it, and where it was.
import { Button, Group } from "@mantine/core";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { FactList } from "#components/ui/fact-list.tsx";
import { PageLink } from "#components/ui/page-link.tsx";
import { Age, Instant } from "#components/ui/time.tsx";
import type { GoneSnapshot } from "#lib/contract/inventory.ts";
import { formatBytes } from "#lib/domain/format.ts";
import { regionLabel } from "#lib/domain/inventory/azure-region.ts";
import { RestoreGone } from "./restore-gone.tsx";

export function SnapshotGone({ gone }: { gone: GoneSnapshot | undefined }) {
  if (!gone) {
    return (
      <EmptyState kind="nothing" title="This snapshot is not there">
        It was never read here, or its subscription or group cannot be read. Read the inventory again to be sure.
      </EmptyState>
    );
  }
  return (
    <>
      <EmptyState
        kind="nothing"
        title="This snapshot was deleted"
        action={
          gone.chainId && (
            <Group gap="xs">
              <Button component={PageLink} to={{ page: "chain", params: { id: gone.chainId } }} variant="default">
                See its chain
              </Button>
              <RestoreGone gone={gone} />
            </Group>
          )
        }
      >
        Since <Age iso={gone.goneAt} /> Azure no longer has it.{" "}
        {gone.chainId ? "What later snapshots need of it has moved into the next one." : "No snapshot of its chain is in sight any more."}
      </EmptyState>
      <FactList
        facts={[
          { name: "Disk", value: gone.sourceDiskName },
          { name: "Region", value: regionLabel(gone.region) },
          { name: "Taken", value: <Instant iso={gone.createdAt} /> },
          { name: "Gone by", value: <Instant iso={gone.goneAt} /> },
          { name: "Stored last", value: gone.storedBytes === null ? "never measured" : formatBytes(gone.storedBytes) },
        ]}
      />
    </>
  );
}
