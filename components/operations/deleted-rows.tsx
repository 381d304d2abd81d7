// What came of each snapshot: one that was left never looks like one that is gone.
import { Table } from "@mantine/core";
import { IconHelp } from "@tabler/icons-react";
import { CopyId } from "#components/ui/copy-id.tsx";
import { StateBadge, type StateBadgeProps } from "#components/ui/state-badge.tsx";
import type { OperationRow } from "#lib/contract/operations.ts";
import { resourceName } from "#lib/domain/inventory/inventory.ts";
import type { OperationItem } from "#lib/domain/operations/operation-item.ts";
import { deleteRequest } from "#lib/operations/kinds/delete/request.ts";
import { rowWords } from "./deleted-row-words.ts";
import { ITEM_LOOKS } from "./item-looks.ts";
import classes from "./operation-steps.module.css";

const LEFT_OPEN: Pick<StateBadgeProps, "tone" | "icon"> = { tone: "warn", icon: IconHelp };

export function DeletedRows({ operation }: { operation: OperationRow }) {
  const asked = deleteRequest.safeParse(operation.request).data?.snapshots ?? [];
  const rows: readonly OperationItem[] = operation.rows ?? asked.map(({ id }) => ({ id, state: "waiting" }));
  return (
    <Table aria-label="What came of each" className={classes.table} verticalSpacing={6} fz={13}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Snapshot</Table.Th>
          <Table.Th>State</Table.Th>
          <Table.Th>Why</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((row) => {
          const { id, state } = row;
          const { word, why, isLeftOpen } = rowWords(operation, row);
          return (
            <Table.Tr key={id}>
              <Table.Td>
                <CopyId value={id} label="resource id" text={resourceName(id)} />
              </Table.Td>
              <Table.Td>
                <StateBadge {...(isLeftOpen ? LEFT_OPEN : ITEM_LOOKS[state])}>{word}</StateBadge>
              </Table.Td>
              <Table.Td>{why}</Table.Td>
            </Table.Tr>
          );
        })}
      </Table.Tbody>
    </Table>
  );
}
