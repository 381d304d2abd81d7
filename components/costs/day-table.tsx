// The days of a month as a table, with their total. It is asked for by a button above the chart: the focus goes to it, which
// brings it into sight and tells of it.
import { Table } from "@mantine/core";
import { useEffect, useRef } from "react";
import type { CostReport } from "#lib/contract/costs.ts";
import { atLeast } from "#lib/domain/at-least.ts";
import { DAY_USD_DECIMALS, formatQuantity, formatUsd } from "#lib/domain/format.ts";
import classes from "./cost-chart.module.css";
import { printShownUsd, shownDays } from "./shown-costs.ts";

export function DayTable({ report }: { report: CostReport }) {
  const scroller = useRef<HTMLElement>(null);
  useEffect(() => {
    scroller.current?.focus({ preventScroll: true });
    scroller.current?.scrollIntoView({ block: "nearest" });
  }, []);
  const { days, total } = shownDays(report);
  const hasGaps = report.totals.uncounted > 0;
  return (
    <section
      ref={scroller}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and takes the focus when it is asked for
      tabIndex={0}
      aria-label={`Cost per day as a table, ${days.length} days and their total`}
      className={classes.scroller}
    >
      <Table aria-label="Cost per day" fz="sm" verticalSpacing={4} stickyHeader>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Day, UTC</Table.Th>
            <Table.Th ta="right">Stored, GiB</Table.Th>
            <Table.Th ta="right">Quantity, GiB-months</Table.Th>
            <Table.Th ta="right">Estimate</Table.Th>
            <Table.Th ta="right">Billed</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {report.days.map((day, i) => (
            <DayRow key={day.date} day={day} shown={days[i]} />
          ))}
        </Table.Tbody>
        <Table.Tfoot className={classes.foot}>
          <Table.Tr>
            <Table.Th>Total</Table.Th>
            <Table.Td />
            <Table.Td ta="right">{atLeast(formatQuantity(total.quantity), hasGaps)}</Table.Td>
            <Table.Td ta="right">{atLeast(formatUsd(total.estimateUsd, DAY_USD_DECIMALS), hasGaps)}</Table.Td>
            <Table.Td ta="right">{total.billedUsd === null ? "—" : formatUsd(total.billedUsd, DAY_USD_DECIMALS)}</Table.Td>
          </Table.Tr>
        </Table.Tfoot>
      </Table>
    </section>
  );
}

interface DayRowProps {
  day: CostReport["days"][number];
  shown: ReturnType<typeof shownDays>["days"][number] | undefined;
}

function DayRow({ day, shown = { ...day } }: DayRowProps) {
  const hasGaps = day.uncounted > 0;
  return (
    <Table.Tr>
      <Table.Td>{day.date}</Table.Td>
      <Table.Td ta="right" title={`${day.storedGib} GiB when the day ended`}>
        {atLeast(formatQuantity(day.storedGib), day.unsized > 0)}
      </Table.Td>
      <Table.Td ta="right">{atLeast(formatQuantity(shown.quantity), hasGaps)}</Table.Td>
      <Table.Td ta="right" title={`${day.estimateUsd} USD`}>
        {atLeast(printShownUsd(shown.estimateUsd, day.estimateUsd, DAY_USD_DECIMALS), hasGaps)}
      </Table.Td>
      <Table.Td ta="right" title={day.billedUsd === null ? undefined : `${day.billedUsd} USD`}>
        {shown.billedUsd === null ? "—" : printShownUsd(shown.billedUsd, day.billedUsd ?? "0", DAY_USD_DECIMALS)}
      </Table.Td>
    </Table.Tr>
  );
}
