// The ranges that touch the picked cell, beside the map: the first hundred, and the way to all of them.
import { Anchor, Button, CloseButton, Group, ScrollArea, Table, Text } from "@mantine/core";
import { useRef } from "react";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { useFocusReturn } from "#components/ui/use-focus-return.ts";
import type { MapClient } from "#lib/change-map/map-client.ts";
import type { RangePage } from "#lib/change-map/map-messages.ts";
import { useKeys } from "#lib/client/shell/use-keys.ts";
import { formatBytes, formatCount, formatExactBytes } from "#lib/domain/format.ts";
import { useRanges } from "./use-ranges.ts";

const SHOWN = 100;

export interface CellRangesProps {
  client: MapClient;
  /** at: its offset in the unit of the map's axis. */
  cell: { offset: number; length: number; at: string };
  onClose(): void;
  onZoom(): void;
  onShowAll(): void;
}

export function CellRanges({ client, cell, onClose, onZoom, onShowAll }: CellRangesProps) {
  const { offset, length } = cell;
  const { page, error, retry } = useRanges(client, {
    fromBytes: offset,
    toBytes: offset + length,
    kind: "all",
    order: "offset",
    start: 0,
    limit: SHOWN,
  });

  const section = useRef<HTMLElement>(null);
  useFocusReturn(section);
  useKeys({ Escape: onClose });
  return (
    <section ref={section} tabIndex={-1} data-picked-cell aria-label="Ranges of the picked cell">
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm" fw={600}>
          {formatBytes(length)} at {cell.at}
        </Text>
        <CloseButton aria-label="Close the cell" onClick={onClose} size="sm" />
      </Group>
      {error === undefined ? (
        <Text size="xs" c="dimmed" mb={4}>
          {page ? summarise(page) : "Reading …"}
        </Text>
      ) : (
        <ErrorNotice error={error} onRetry={retry} title="The ranges could not be read" />
      )}
      {page && page.items.length > 0 && (
        <ScrollArea.Autosize mah={220}>
          <Table verticalSpacing={2} fz="xs" aria-label="Ranges in this cell">
            <Table.Thead>
              <Table.Tr>
                <Table.Th ta="right">Offset, B</Table.Th>
                <Table.Th ta="right">Length</Table.Th>
                <Table.Th>Kind</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {page.items.map((range) => (
                <Table.Tr key={range.offset}>
                  <Table.Td ta="right">{formatCount(range.offset)}</Table.Td>
                  <Table.Td ta="right" title={formatExactBytes(range.length)}>
                    {formatBytes(range.length)}
                  </Table.Td>
                  <Table.Td>{range.cleared ? "cleared" : "written"}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollArea.Autosize>
      )}
      <Group gap="xs" mt={6}>
        <Button size="compact-xs" variant="default" onClick={onZoom}>
          Zoom to this cell
        </Button>
        {page && page.total > 0 && (
          <Anchor component="button" size="xs" onClick={onShowAll}>
            Open in the ranges table
          </Anchor>
        )}
      </Group>
    </section>
  );
}

function summarise({ total, items }: RangePage): string {
  if (total === 0) return "Nothing changed in this cell.";
  const ranges = `${formatCount(total)} range${total === 1 ? "" : "s"}`;
  return total > items.length ? `${ranges}, the first ${items.length} shown` : `${ranges}; a range may reach into the cells beside it`;
}
