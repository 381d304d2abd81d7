// What came of each recovery point: one that is not whole is none.
import { Table } from "@mantine/core";
import { CopyId } from "#components/ui/copy-id.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";
import type { OperationRow } from "#lib/contract/operations.ts";
import { resourceName } from "#lib/domain/inventory/inventory.ts";
import type { ItemState, OperationItem } from "#lib/domain/operations/operation-item.ts";
import { replicateRequest } from "#lib/operations/kinds/replicate/request.ts";
import { ITEM_LOOKS } from "./item-looks.ts";
import classes from "./operation-steps.module.css";

const WORDS: Record<ItemState, string> = {
  waiting: "not written",
  running: "being written",
  done: "whole",
  refused: "refused",
  failed: "failed",
};

export function ReplicatedPoints({ operation }: { operation: OperationRow }) {
  const asked = replicateRequest.safeParse(operation.request).data?.snapshots ?? [];
  const rows: readonly OperationItem[] = operation.rows ?? asked.map(({ snapshotId }) => ({ id: snapshotId, state: "waiting" }));
  return (
    <Table aria-label="Recovery points" className={classes.table} verticalSpacing={6} fz={13}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Snapshot</Table.Th>
          <Table.Th>State</Table.Th>
          <Table.Th>Where</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map(({ id, state, detail }) => {
          // What was being written when it ended is not written.
          const shown = state === "running" && operation.finishedAt !== undefined ? "waiting" : state;
          return (
            <Table.Tr key={id}>
              <Table.Td>
                <CopyId value={id} label="resource id" text={resourceName(id)} />
              </Table.Td>
              <Table.Td>
                <StateBadge {...ITEM_LOOKS[shown]}>{WORDS[shown]}</StateBadge>
              </Table.Td>
              <Table.Td>{detail}</Table.Td>
            </Table.Tr>
          );
        })}
      </Table.Tbody>
    </Table>
  );
}
