"use client";
import { Bar, BarChart, CartesianGrid, Cell, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { DAY_USD_DECIMALS, formatBytes, formatUsd } from "#lib/domain/format.ts";
import classes from "./day-bars.module.css";
import { roundTicks } from "./round-ticks.ts";

export interface DayBar {
  date: string;
  value: number;
  /** The exact words for the tip. */
  words: string;
  /** The day is not over. */
  isPartial?: boolean;
}

const TICK = { fontSize: 12, fill: "var(--mantine-color-dimmed)" };

export function DayBars({ days, format, height }: { days: DayBar[]; format: "usd" | "bytes"; height: number }) {
  const ticks = roundTicks(
    days.reduce((max, day) => Math.max(max, day.value), 0),
    format === "bytes" ? 1024 : 1000,
  );
  // One number of decimals on an axis.
  const usdDecimals = (ticks.at(-1) ?? 0) < 0.1 ? DAY_USD_DECIMALS : 2;
  return (
    <ResponsiveContainer width="100%" height={height}>
      <BarChart data={days} margin={{ top: 6, right: 2, bottom: 0, left: 0 }} accessibilityLayer>
        <CartesianGrid vertical={false} stroke="var(--chart-grid)" />
        <XAxis
          dataKey="date"
          tickFormatter={shortDay}
          tick={TICK}
          tickLine={false}
          axisLine={{ stroke: "var(--mantine-color-default-border)" }}
          minTickGap={24}
        />
        <YAxis
          domain={[0, ticks.at(-1) ?? 1]}
          ticks={ticks}
          tickFormatter={(value: number) => (format === "usd" ? formatUsd(String(value), usdDecimals) : formatBytes(value))}
          tick={TICK}
          tickLine={false}
          axisLine={false}
          width={64}
        />
        <Tooltip cursor={{ fill: "var(--mantine-color-default-hover)" }} content={<Tip />} isAnimationActive={false} />
        <Bar dataKey="value" fill="var(--chart-line)" isAnimationActive={false} maxBarSize={20}>
          {days.map((day) => (
            <Cell key={day.date} fillOpacity={day.isPartial ? 0.4 : 1} />
          ))}
        </Bar>
      </BarChart>
    </ResponsiveContainer>
  );
}

function Tip({ active, payload }: { active?: boolean; payload?: readonly { payload?: DayBar }[] }) {
  const day = payload?.[0]?.payload;
  if (!active || !day) return null;
  return (
    <div className={classes.tip}>
      <strong>{day.words}</strong>
      <span>{day.date}</span>
    </div>
  );
}

function shortDay(date: string): string {
  return new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" }).format(Date.parse(date));
}
