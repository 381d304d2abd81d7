// The plot alone, in its own chunk because of recharts' weight. Bars begin at zero; names stand beside the marks.
import { Bar, CartesianGrid, ComposedChart, LabelList, Line, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { DAY_USD_DECIMALS, formatUsd } from "#lib/domain/format.ts";
import type { ChartDay } from "./chart-day.ts";
import classes from "./cost-chart.module.css";
import { endLabels } from "./end-labels.ts";

const BAR = "var(--accent)";
const MARK = "var(--mantine-color-text)";
const QUIET = "var(--mantine-color-dimmed)";

export function CostChartPlot({ days, heightPx }: { days: ChartDay[]; heightPx: number }) {
  const lastEstimate = days.findLastIndex((day) => day.estimate !== undefined);
  const lastBilled = days.findLastIndex((day) => day.billed !== undefined);
  // One number of decimals on an axis.
  const largest = days.reduce((most, { estimate = 0, billed = 0 }) => Math.max(most, estimate, billed), 0);
  const usdDecimals = largest < 0.1 ? DAY_USD_DECIMALS : 2;
  const tick = { fontSize: 12, fill: QUIET };
  return (
    <ResponsiveContainer width="100%" height={heightPx}>
      <ComposedChart data={days} margin={{ top: 18, right: 64, bottom: 0, left: 0 }} accessibilityLayer>
        <CartesianGrid vertical={false} stroke="var(--mantine-color-default-border)" strokeOpacity={0.6} />
        <XAxis
          dataKey="date"
          tickFormatter={(date: string) => String(Number(date.slice(8)))}
          tick={tick}
          tickLine={false}
          axisLine={{ stroke: QUIET }}
          minTickGap={12}
        />
        <YAxis
          domain={[0, "auto"]}
          tickFormatter={(value: number) => formatUsd(value.toFixed(8), usdDecimals)}
          tick={tick}
          tickLine={false}
          axisLine={false}
          width={64}
        />
        <Tooltip cursor={{ fill: "var(--mantine-color-default-hover)" }} content={<Tip />} isAnimationActive={false} />
        <Bar dataKey="estimate" fill={BAR} isAnimationActive={false} maxBarSize={22}>
          <LabelList dataKey="estimate" content={namesBeside(lastEstimate, days[lastEstimate], days[lastBilled]?.billed)} />
        </Bar>
        <Line dataKey="billed" stroke={MARK} strokeWidth={1.5} dot={{ r: 2.5, fill: MARK, strokeWidth: 0 }} isAnimationActive={false} />
      </ComposedChart>
    </ResponsiveContainer>
  );
}

/** Writes the names of both series to the right of the last bar, each at the height of its last mark. */
function namesBeside(index: number, last: ChartDay | undefined, lastBilled: number | undefined) {
  return function drawNames(props: { index?: number; x?: Pixels; y?: Pixels; width?: Pixels; height?: Pixels }) {
    if (props.index !== index || !last) return null;
    const [x, y, width, height] = [props.x, props.y, props.width, props.height].map((value) => Number(value ?? 0));
    if (x === undefined || y === undefined || width === undefined || height === undefined) return null;
    const pxPerUsd = last.estimate ? height / last.estimate : 0;
    const foot = y + height;
    const at = endLabels({ estimateY: y, billedY: lastBilled === undefined ? undefined : foot - lastBilled * pxPerUsd }, foot);
    return (
      <g fontSize={12} fontWeight={600}>
        <text x={x + width + 8} y={at.estimateY} fill={BAR}>
          estimate
        </text>
        {at.billedY !== undefined && (
          <text x={x + width + 8} y={at.billedY} fill={MARK}>
            billed
          </text>
        )}
      </g>
    );
  };
}

type Pixels = number | string | undefined;

function Tip({ active, payload }: { active?: boolean; payload?: readonly { payload?: ChartDay }[] }) {
  const day = payload?.[0]?.payload;
  if (!active || !day) return null;
  return (
    <div className={classes.tip}>
      <strong>{day.date}</strong>
      <div>estimate {day.estimate === undefined ? "—" : formatUsd(day.estimate.toFixed(8), DAY_USD_DECIMALS)}</div>
      <div>billed {day.billed === undefined ? "—" : formatUsd(day.billed.toFixed(8), DAY_USD_DECIMALS)}</div>
    </div>
  );
}
