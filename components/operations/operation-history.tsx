// Every operation there was, newest first.
import { Anchor, Table } from "@mantine/core";
import Link from "next/link";
import type { OperationRow } from "#lib/contract/operations.ts";
import { formatBytes, formatDuration, formatExactBytes, formatRelativeTime, formatUtc } from "#lib/domain/format.ts";
import classes from "./operation-history.module.css";
import { useNow } from "./operation-progress.tsx";
import { OperationStateLabel } from "./operation-state-label.tsx";
import { estimateProgress } from "./progress-estimate.ts";
import { operationHref } from "./running-operations.tsx";

export function OperationHistory({ operations }: { operations: OperationRow[] }) {
  const nowMs = useNow(false);
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
          <Table.Tr key={operation.id}>
            <Table.Td className={classes.title}>
              <Anchor component={Link} href={operationHref(operation.id)} size="sm" title={operation.title}>
                {operation.title}
              </Anchor>
              {operation.error && (
                <span className={classes.error} title={operation.error.message}>
                  {operation.error.message}
                </span>
              )}
            </Table.Td>
            <Table.Td>
              <OperationStateLabel state={operation.state} />
            </Table.Td>
            <Table.Td className={classes.kind}>{operation.kind}</Table.Td>
            <Table.Td ta="right" title={formatUtc(Date.parse(operation.createdAt))}>
              {formatRelativeTime(Date.parse(operation.createdAt), nowMs)}
            </Table.Td>
            <Table.Td ta="right" className={classes.took}>
              {formatDuration(estimateProgress(operation, nowMs).elapsedMs)}
            </Table.Td>
            <Table.Td
              ta="right"
              className={classes.bytes}
              title={operation.doneBytes === null ? undefined : formatExactBytes(operation.doneBytes)}
            >
              {operation.doneBytes === null ? "—" : formatBytes(operation.doneBytes)}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
