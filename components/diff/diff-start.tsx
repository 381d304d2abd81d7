// No pair chosen yet: begin with the snapshots that changed most.
import { Anchor, Button, Table } from "@mantine/core";
import { Bytes } from "#components/ui/bytes.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { LoadingRows } from "#components/ui/loading-rows.tsx";
import { Section } from "#components/ui/page-body.tsx";
import { PageLink } from "#components/ui/page-link.tsx";
import { SplitName } from "#components/ui/split-name.tsx";
import { Age } from "#components/ui/time.tsx";
import { useDiffLargest } from "#lib/client/diff/use-diff-chain.ts";
import type { SnapshotRow } from "#lib/contract/inventory.ts";
import classes from "./diff-start.module.css";

const SHOWN = 12;

export function DiffStart() {
  // The oldest of a chain stores all data and has nothing before it, so more are asked for than are shown.
  const largest = useDiffLargest(SHOWN * 5);
  if (largest.error) return <ErrorNotice error={largest.error} onRetry={() => void largest.refetch()} />;
  if (!largest.data) return <LoadingRows rows={8} label="Looking for the largest changes" />;
  const rows = largest.data.items.filter(isComparable).slice(0, SHOWN);
  if (rows.length === 0) {
    return (
      <EmptyState
        kind={largest.data.totalUnfiltered === 0 ? "nothing" : "unavailable"}
        title={largest.data.totalUnfiltered === 0 ? "There is no snapshot to compare" : "No change is measured yet"}
        action={
          <Button component={PageLink} to={{ page: "chains" }}>
            Choose two snapshots of a chain
          </Button>
        }
      >
        A diff shows which blocks of a disk were written between two incremental snapshots of it.
      </EmptyState>
    );
  }
  return (
    <Section title="Largest changes" aside="against the snapshot before; or tick two snapshots of a chain">
      <Table className={classes.table} aria-label="Largest changes" highlightOnHover verticalSpacing={0}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Snapshot</Table.Th>
            <Table.Th>Disk</Table.Th>
            <Table.Th ta="right">Taken</Table.Th>
            <Table.Th ta="right">Written</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.id}>
              <Table.Td>
                <Anchor
                  component={PageLink}
                  to={{ page: "diff", params: { base: row.previousId, target: row.id } }}
                  size="sm"
                  className={classes.snapshot}
                >
                  <SplitName name={row.name} />
                </Anchor>
              </Table.Td>
              <Table.Td>{row.sourceDiskName}</Table.Td>
              <Table.Td ta="right">
                <Age iso={row.createdAt} />
              </Table.Td>
              <Table.Td ta="right">
                <Bytes value={row.delta.bytes} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Section>
  );
}

type ComparableRow = SnapshotRow & { previousId: string; delta: Extract<SnapshotRow["delta"], { state: "measured" }> };

function isComparable(row: SnapshotRow): row is ComparableRow {
  return row.previousId !== undefined && row.canDiffWithPrevious.possible && row.delta.state === "measured" && row.delta.basis === "diff";
}
