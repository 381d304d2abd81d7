// Cost per day: bars for the estimate, marks for what was billed; the same as a table on request. The plot itself is
// loaded when it is needed.
import { Anchor, Text } from "@mantine/core";
import dynamic from "next/dynamic";
import { useState } from "react";
import { LoadingBlock } from "#components/ui/loading-rows.tsx";
import { untilLoaded } from "#lib/client/api/until-loaded.ts";
import type { CostReport } from "#lib/contract/costs.ts";
import type { ChartDay } from "./chart-day.ts";
import classes from "./cost-chart.module.css";
import { DayTable } from "./day-table.tsx";

const HEIGHT_PX = 200;
const CostChartPlot = dynamic(() => untilLoaded(() => import("./cost-chart-plot.tsx")).then((m) => m.CostChartPlot), {
  ssr: false,
  loading: () => <LoadingBlock height={HEIGHT_PX} label="Drawing the chart" />,
});

export function CostChart({ report }: { report: CostReport }) {
  const [isTable, setTable] = useState(false);
  const isOpen = report.hoursElapsed % 24 !== 0;
  return (
    <section aria-label="Cost per day">
      <div className={classes.head}>
        <Text size="sm" fw={600}>
          Cost per day, USD
          <Text span size="xs" c="dimmed" fw={400} ml={8}>
            {isOpen ? "UTC days; the last one is not over" : "UTC days"}
          </Text>
        </Text>
        <Anchor component="button" size="xs" onClick={() => setTable(!isTable)} aria-pressed={isTable}>
          {isTable ? "Show as chart" : "Show as table"}
        </Anchor>
      </div>
      {isTable ? <DayTable report={report} /> : <CostChartPlot days={padToMonth(report)} heightPx={HEIGHT_PX} />}
    </section>
  );
}

/** Every day of the month has its place, so that months can be compared by eye. */
export function padToMonth({ month, daysInMonth, days }: Pick<CostReport, "month" | "daysInMonth" | "days">): ChartDay[] {
  const byDate = new Map(days.map((day) => [day.date, day]));
  return Array.from({ length: daysInMonth }, (_, i) => {
    const date = `${month}-${String(i + 1).padStart(2, "0")}`;
    const day = byDate.get(date);
    return { date, estimate: day && Number(day.estimateUsd), billed: day?.billedUsd == null ? undefined : Number(day.billedUsd) };
  });
}
