// What the map's colours stand for; cleared is a texture, never a hue.
import { useComputedColorScheme } from "@mantine/core";
import { cssRgb, legendLevels, mapPalette, writtenShare } from "#lib/change-map/map-palette.ts";
import type { KeptData } from "#lib/client/diff/use-change-map.ts";
import type { DiffSummary } from "#lib/contract/diffs.ts";
import { formatBytes } from "#lib/domain/format.ts";
import classes from "./map-legend.module.css";

export interface MapLegendProps {
  cellBytes: number;
  data: KeptData;
  summary: Pick<DiffSummary, "lengthBytes" | "writtenBytes" | "clearedBytes">;
}

export function MapLegend({ cellBytes, data, summary }: MapLegendProps) {
  const palette = mapPalette(useComputedColorScheme("light"));
  const hatch = (line: string, ground: string) => `repeating-linear-gradient(135deg, ${line} 0 1.2px, ${ground} 1.2px 4px)`;
  return (
    <ul className={classes.legend} aria-label="Legend">
      {data.stage === "known" ? (
        <>
          <Entry background={cssRgb(palette.empty)}>
            never written {formatBytes(summary.lengthBytes - data.bytes - summary.clearedBytes)}
          </Entry>
          <Entry background={cssRgb(palette.kept)}>kept data {formatBytes(data.bytes - summary.writtenBytes)}</Entry>
        </>
      ) : (
        <Entry background={cssRgb(palette.empty)}>unchanged{data.stage === "reading" ? " (reading where there is data …)" : ""}</Entry>
      )}
      <li className={classes.entry} title={`Of a cell, ${formatBytes(cellBytes)}`}>
        written:
        {legendLevels(cellBytes).map(({ label, bytes }) => (
          <span key={label} className={classes.level}>
            <span className={classes.swatch} style={{ background: cssRgb(palette.ramp(writtenShare(bytes, cellBytes))) }} />
            {label}
          </span>
        ))}
      </li>
      <Entry background={hatch(palette.hatch, cssRgb(palette.clearedFill))}>cleared</Entry>
      <Entry background={hatch(palette.hatchOnWritten, cssRgb(palette.ramp(0.5)))}>written and cleared</Entry>
      {data.stage === "failed" && (
        <li className={classes.problem}>Kept data and never written are not told apart: {reasonOf(data.error)}</li>
      )}
    </ul>
  );
}

function Entry({ background, children }: { background: string; children: React.ReactNode }) {
  return (
    <li className={classes.entry}>
      <span className={classes.swatch} style={{ background }} />
      {children}
    </li>
  );
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : "the answer could not be read.";
}
