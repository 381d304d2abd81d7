// Every operation there was, newest first.
import { Anchor } from "@mantine/core";
import { Bytes } from "#components/ui/bytes.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import type { Column } from "#components/ui/data-table-column.ts";
import { PageLink } from "#components/ui/page-link.tsx";
import { Age } from "#components/ui/time.tsx";
import { useOperationClock } from "#lib/client/operations/use-operation-clock.ts";
import { useGoToPage } from "#lib/client/shell/use-page-address.ts";
import type { OperationRow } from "#lib/contract/operations.ts";
import { formatDuration } from "#lib/domain/format.ts";
import { isFinal } from "#lib/domain/operations/operation-state.ts";
import { useOperationUi } from "./kinds/use-operation-ui.ts";
import classes from "./operation-history.module.css";
import { OperationStateLabel } from "./operation-state-label.tsx";
import { estimateProgress } from "./progress-estimate.ts";

export interface OperationHistoryProps {
  operations: OperationRow[];
  total: number;
}

export function OperationHistory({ operations, total }: OperationHistoryProps) {
  const nowMs = useOperationClock(operations.some((operation) => !isFinal(operation.state)));
  const goToPage = useGoToPage();
  return (
    <div className={classes.table}>
      <DataTable
        label="Operations"
        columns={columnsAt(nowMs)}
        rows={operations}
        rowKey={rowKey}
        total={total}
        narrow={narrowOperation}
        onOpen={({ id }) => goToPage({ page: "operation", params: { id } })}
        fill={false}
        hasKeys
      />
    </div>
  );
}

const rowKey = (operation: OperationRow) => operation.id;

function columnsAt(nowMs: number): Column<OperationRow>[] {
  return [
    { id: "title", header: "Operation", minWidth: 260, grow: 3, cell: (operation) => <Title operation={operation} /> },
    { id: "state", header: "State", minWidth: 150, grow: 0, cell: (operation) => <StateOf operation={operation} /> },
    { id: "kind", header: "Kind", minWidth: 104, grow: 0, cell: ({ kind }) => <Kind kind={kind} /> },
    { id: "ordered", header: "Ordered", numeric: true, minWidth: 124, grow: 0, cell: ({ createdAt }) => <Age iso={createdAt} /> },
    {
      id: "took",
      header: "Took",
      numeric: true,
      minWidth: 96,
      grow: 0,
      cell: (operation) => formatDuration(estimateProgress(operation, nowMs).elapsedMs),
    },
    { id: "data", header: "Data", numeric: true, minWidth: 96, grow: 0, cell: (operation) => <Moved operation={operation} /> },
  ];
}

function Title({ operation: { id, title, outcome, progressText, error } }: { operation: OperationRow }) {
  return (
    <>
      <Anchor component={PageLink} to={{ page: "operation", params: { id } }} size="sm" title={title}>
        {title}
      </Anchor>
      {outcome && (
        <span className={classes.result} title={progressText}>
          {progressText}
        </span>
      )}
      {error && (
        <span className={classes.error} title={error.message}>
          {error.message}
        </span>
      )}
    </>
  );
}

function StateOf({ operation: { state, outcome, kind } }: { operation: OperationRow }) {
  return <OperationStateLabel state={state} outcome={outcome} kind={kind} />;
}

function Kind({ kind }: Pick<OperationRow, "kind">) {
  return useOperationUi(kind).words.noun;
}

/** What was moved, as far as it is known. */
function Moved({ operation: { kind, doneBytes, state, totalBytes } }: { operation: OperationRow }) {
  const { words } = useOperationUi(kind);
  const bytes = doneBytes ?? (words.movesWhatWasPlanned && state === "succeeded" ? totalBytes : null);
  return bytes === null ? "—" : <Bytes value={bytes} />;
}

function narrowOperation(operation: OperationRow) {
  return {
    first: <Title operation={operation} />,
    second: (
      <>
        <StateOf operation={operation} />
        <Age iso={operation.createdAt} />
      </>
    ),
  };
}
