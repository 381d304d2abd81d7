"use client";
// Who keeps what, why and until when; those that ended or were lifted stay on record.
import { Table } from "@mantine/core";
import { CsvButton } from "#components/ui/csv-button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { LoadingRows } from "#components/ui/loading-rows.tsx";
import { PageLink } from "#components/ui/page-link.tsx";
import { Instant } from "#components/ui/time.tsx";
import { WideTable } from "#components/ui/wide-table.tsx";
import { useHolds } from "#lib/client/holds/use-holds.ts";
import type { HoldRow } from "#lib/contract/holds.ts";
import { formatCount } from "#lib/domain/format.ts";
import classes from "./retention.module.css";

export function HoldsTab() {
  const { data, error, refetch } = useHolds({});
  if (error) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <LoadingRows rows={6} label="Loading the holds" />;
  if (data.items.length === 0) {
    return (
      <EmptyState kind="nothing" title="Nothing was ever held">
        A hold keeps a snapshot from being deleted by Snapscope. Set one from the panel of a snapshot, or for those you tick in the list.
      </EmptyState>
    );
  }
  return (
    <>
      <div className={classes.apply}>
        <span className={classes.quiet}>
          {data.total > data.items.length
            ? `The newest ${formatCount(data.items.length)} of ${formatCount(data.total)}; the CSV has all.`
            : `${formatCount(data.total)}, newest first.`}
        </span>
        <CsvButton path="/api/holds" query={{}} what={`${formatCount(data.total)} holds`} />
      </div>
      <WideTable label="Holds" minWidth={820}>
        <Table aria-label="Holds" className={classes.table} fz={13}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Snapshot</Table.Th>
              <Table.Th>State</Table.Th>
              <Table.Th>Reason</Table.Th>
              <Table.Th>For</Table.Th>
              <Table.Th>Until</Table.Th>
              <Table.Th>Set</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {data.items.map((hold) => (
              <Table.Tr key={hold.id}>
                <Table.Td>
                  <PageLink to={{ page: "snapshots", params: { open: hold.snapshotId } }}>{hold.snapshotName}</PageLink>
                </Table.Td>
                <Table.Td>{stateWords(hold)}</Table.Td>
                <Table.Td className={classes.reason}>{hold.reason}</Table.Td>
                <Table.Td>{hold.owner}</Table.Td>
                <Table.Td>{hold.until ? <Instant iso={hold.until} /> : "no end"}</Table.Td>
                <Table.Td>
                  <Instant iso={hold.setAt} /> by {hold.setBy}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </WideTable>
    </>
  );
}

function stateWords({ state, liftedBy, liftedAt }: HoldRow) {
  if (state === "in-force") return "in force";
  if (state === "ended") return "ended";
  return (
    <>
      lifted by {liftedBy} <Instant iso={liftedAt} />
    </>
  );
}
