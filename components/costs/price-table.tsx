// The prices the estimates use, with the meters they are billed on and since when they hold.
import { Table, Text } from "@mantine/core";
import { WideTable } from "#components/ui/wide-table.tsx";
import type { SnapshotPrice } from "#lib/domain/costs/snapshot-price.ts";
import { regionLabel } from "#lib/domain/inventory/azure-region.ts";
import classes from "./price-table.module.css";

export function PriceTable({ prices }: { prices: SnapshotPrice[] }) {
  return (
    <>
      <WideTable label="Prices" minWidth={760}>
        <Table className={classes.table} aria-label="Prices" highlightOnHover verticalSpacing={0} fz={13}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th className={classes.name}>Region</Table.Th>
              <Table.Th>Storage</Table.Th>
              <Table.Th ta="right">USD a GiB-month</Table.Th>
              <Table.Th>Meter</Table.Th>
              <Table.Th>Product</Table.Th>
              <Table.Th>Valid from</Table.Th>
              <Table.Th>Meter id</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {prices.map((price) => (
              <Table.Tr key={`${price.region}-${price.sku}-${price.meterId}`}>
                <Table.Td className={classes.name}>{regionLabel(price.region)}</Table.Td>
                <Table.Td>{price.sku}</Table.Td>
                <Table.Td ta="right">{price.usdPerGibMonth}</Table.Td>
                <Table.Td>{price.meterName}</Table.Td>
                <Table.Td>{price.productName}</Table.Td>
                <Table.Td>{price.effectiveDate.slice(0, 10)}</Table.Td>
                <Table.Td className={classes.quiet}>{price.meterId}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </WideTable>
      <Text size="xs" c="dimmed" mt={6}>
        Public retail prices{prices[0] ? `, read ${prices[0].fetchedAt.slice(0, 16).replace("T", " ")} UTC` : ""}. A negotiated price of
        your agreement may be lower.
      </Text>
    </>
  );
}
