"use client";
import dynamic from "next/dynamic";
import { LoadingBlock } from "#components/ui/loading-rows.tsx";
import { untilLoaded } from "#lib/client/api/until-loaded.ts";
import type { Overview } from "#lib/contract/overview.ts";
import { DAY_USD_DECIMALS, formatBytes, formatCount, formatExactBytes, formatUsd } from "#lib/domain/format.ts";
import { ChartFrame } from "./chart-frame.tsx";

const HEIGHT = 172;
// Its library is large and nothing else of this page needs it.
const DayBars = dynamic(() => untilLoaded(() => import("./day-bars.tsx")).then((m) => m.DayBars), {
  ssr: false,
  loading: () => <LoadingBlock height={HEIGHT} label="Loading the chart" />,
});

type CostDay = Overview["costPerDay"][number];
type ChangeDay = Overview["changePerDay"][number];

export function CostChart({ days, today }: { days: readonly CostDay[]; today: string }) {
  return (
    <ChartFrame
      title="Cost per day"
      unit="USD, estimate"
      rows={days}
      columns={[
        { header: "date", value: (day) => day.date, text: (day) => day.date },
        { header: "usd", value: (day) => day.usd, text: (day) => formatUsd(day.usd, DAY_USD_DECIMALS) },
      ]}
      empty="No day of this month has an estimate yet: sizes or prices are unknown."
    >
      <DayBars
        height={HEIGHT}
        days={days.map((day) => ({
          date: day.date,
          value: Number(day.usd),
          words: formatUsd(day.usd, DAY_USD_DECIMALS),
          isPartial: day.date === today,
        }))}
        format="usd"
      />
    </ChartFrame>
  );
}

export function ChangeChart({ days, today }: { days: readonly ChangeDay[]; today: string }) {
  return (
    <ChartFrame
      title="Written per day"
      unit="by the day the snapshot was taken"
      rows={days}
      columns={[
        { header: "date", value: (day) => day.date, text: (day) => day.date },
        { header: "snapshots", value: (day) => day.snapshots, text: (day) => formatCount(day.snapshots) },
        { header: "writtenBytes", value: (day) => day.writtenBytes, text: (day) => formatExactBytes(day.writtenBytes) },
      ]}
      empty="No change was measured in the last thirty days."
    >
      <DayBars
        height={HEIGHT}
        days={days.map((day) => ({
          date: day.date,
          value: day.writtenBytes,
          words: `${formatBytes(day.writtenBytes)} in ${formatCount(day.snapshots)} snapshots`,
          isPartial: day.date === today,
        }))}
        format="bytes"
      />
    </ChartFrame>
  );
}
