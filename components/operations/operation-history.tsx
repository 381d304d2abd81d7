// Every operation there was, newest first.
import { Anchor, Table } from "@mantine/core";
import { Bytes } from "#components/ui/bytes.tsx";
import { PageLink } from "#components/ui/page-link.tsx";
import { Age } from "#components/ui/time.tsx";
import { useOperationClock } from "#lib/client/operations/use-operation-clock.ts";
import type { OperationRow } from "#lib/contract/operations.ts";
import { formatDuration } from "#lib/domain/format.ts";
import { isFinal } from "#lib/domain/operations/operation-state.ts";
import { useOperationUi } from "./kinds/use-operation-ui.ts";
import classes from "./operation-history.module.css";
import { OperationStateLabel } from "./operation-state-label.tsx";
import { estimateProgress } from "./progress-estimate.ts";

export function OperationHistory({ operations }: { operations: OperationRow[] }) {
  const nowMs = useOperationClock(operations.some((operation) => !isFinal(operation.state)));
  return (
    <Table className={classes.table} aria-label="Operations" verticalSpacing={0} highlightOnHover fz={13}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Operation</Table.Th>
          <Table.Th>State</Table.Th>
          <Table.Th>Kind</Table.Th>
          <Table.Th ta="right">Ordered</Table.Th>
          <Table.Th ta="right">Took</Table.Th>
          <Table.Th ta="right">Data</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {operations.map((operation) => (
          <OperationLine key={operation.id} operation={operation} nowMs={nowMs} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function OperationLine({ operation, nowMs }: { operation: OperationRow; nowMs: number }) {
  const { words } = useOperationUi(operation.kind);
  const { doneBytes, state, totalBytes } = operation;
  // What was moved, as far as it is known.
  const bytes = doneBytes ?? (words.movesWhatWasPlanned && state === "succeeded" ? totalBytes : null);
  return (
    <Table.Tr>
      <Table.Td className={classes.title}>
        <Anchor component={PageLink} to={{ page: "operation", params: { id: operation.id } }} size="sm" title={operation.title}>
          {operation.title}
        </Anchor>
        {operation.outcome && (
          <span className={classes.result} title={operation.progressText}>
            {operation.progressText}
          </span>
        )}
        {operation.error && (
          <span className={classes.error} title={operation.error.message}>
            {operation.error.message}
          </span>
        )}
      </Table.Td>
      <Table.Td>
        <OperationStateLabel state={operation.state} outcome={operation.outcome} kind={operation.kind} />
      </Table.Td>
      <Table.Td className={classes.kind}>{words.noun}</Table.Td>
      <Table.Td ta="right">
        <Age iso={operation.createdAt} />
      </Table.Td>
      <Table.Td ta="right" className={classes.took}>
        {formatDuration(estimateProgress(operation, nowMs).elapsedMs)}
      </Table.Td>
      <Table.Td ta="right" className={classes.bytes}>
        {bytes === null ? "—" : <Bytes value={bytes} />}
      </Table.Td>
    </Table.Tr>
  );
}
