"use client";
// The replicas of a chain's disk in storage accounts, as their own metadata tells them.
import { useMemo } from "react";
import { CsvButton } from "#components/ui/csv-button.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import type { Column } from "#components/ui/data-table-column.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { LoadingRows } from "#components/ui/loading-rows.tsx";
import { Section } from "#components/ui/page-body.tsx";
import { SplitName } from "#components/ui/split-name.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";
import { Term } from "#components/ui/term.tsx";
import { useReplicas } from "#lib/client/chains/use-replicas.ts";
import type { ChainRow } from "#lib/contract/chains.ts";
import type { ReplicaList, ReplicaRow } from "#lib/contract/replicas.ts";
import { formatCount } from "#lib/domain/format.ts";
import { regionLabel } from "#lib/domain/inventory/azure-region.ts";
import classes from "./chain-detail.module.css";

export function ReplicaSection({ chain }: { chain: ChainRow }) {
  const query = useReplicas(chain.id);
  const count = query.data?.replicas.length ?? 0;
  return (
    <Section
      title={<Term name="replica">Replicas</Term>}
      aside={count > 0 && <CsvButton path="/api/replicas" query={{ chain: chain.id }} what="the replicas with their recovery points" />}
    >
      {query.isError && <ErrorNotice title="The replicas could not be read" error={query.error} onRetry={() => void query.refetch()} />}
      {query.isLoading && <LoadingRows rows={2} label="Looking into the storage accounts" />}
      {query.data && <Replicas {...query.data} />}
    </Section>
  );
}

function Replicas({ replicas, notRead }: ReplicaList) {
  const rows = useMemo(() => replicas.toSorted((a, b) => a.behind - b.behind), [replicas]);
  return (
    <>
      {rows.length === 0 ? (
        <EmptyState kind="nothing" title="No replica of this disk">
          Tick snapshots and replicate them to page blobs.
        </EmptyState>
      ) : (
        <div className={classes.table}>
          <DataTable
            label="Replicas of the disk"
            columns={COLUMNS}
            rows={rows}
            rowKey={keyOf}
            total={rows.length}
            fill={false}
            narrow={(row) => ({
              first: (
                <>
                  <SplitName name={row.place.name} />
                  <State row={row} />
                </>
              ),
              second: (
                <>
                  <span>{whereText(row)}</span>
                  <span>{row.newest?.snapshotName ?? "no recovery point"}</span>
                </>
              ),
            })}
          />
        </div>
      )}
      {notRead.map(({ what, message }) => (
        <p key={what} className={classes.quiet}>
          {what} could not be looked into: {message}
        </p>
      ))}
    </>
  );
}

const keyOf = ({ place }: ReplicaRow) => `${place.accountId}/${place.container}/${place.name}`;

function whereText({ accountName, region, place }: ReplicaRow): string {
  return `${region === undefined ? "" : `${regionLabel(region)}, `}${accountName}, ${place.container}`;
}

function State({ row }: { row: ReplicaRow }) {
  if (row.problem !== undefined)
    return (
      <StateBadge tone="bad" title={row.problem}>
        cannot go on
      </StateBadge>
    );
  if (row.writing) return <StateBadge tone="busy">being written</StateBadge>;
  if (row.behind === 0) return <StateBadge tone="ok">up to date</StateBadge>;
  return <StateBadge tone="warn">{formatCount(row.behind)} behind</StateBadge>;
}

const COLUMNS: Column<ReplicaRow>[] = [
  { id: "name", header: "Name", minWidth: 160, grow: 1, cell: (row) => <SplitName name={row.place.name} /> },
  { id: "where", header: "Where", minWidth: 220, grow: 1, cell: (row) => whereText(row) },
  { id: "points", header: "Points", numeric: true, minWidth: 80, grow: 0, cell: (row) => formatCount(row.points.length) },
  {
    id: "newest",
    header: "Newest point",
    help: "The snapshot that the newest recovery point stands for.",
    minWidth: 200,
    grow: 1,
    cell: (row) => (row.newest ? <SplitName name={row.newest.snapshotName} /> : "none"),
  },
  {
    id: "state",
    header: "State",
    help: "Behind: so many snapshots of the chain are newer than its newest point.",
    minWidth: 150,
    grow: 0,
    cell: (row) => <State row={row} />,
  },
  {
    id: "problem",
    header: "Why",
    minWidth: 200,
    grow: 2,
    isSpare: true,
    cell: (row) => row.problem ?? (row.writing ? `The point of ${row.writing.snapshotName} is not complete.` : ""),
  },
];
