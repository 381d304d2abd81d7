// Scale and units of the map's colours; cleared is a texture, never a hue.
import { useComputedColorScheme } from "@mantine/core";
import { cssRgb, mapPalette, rampGradient } from "#lib/change-map/map-palette.ts";
import { formatBytes } from "#lib/domain/format.ts";
import classes from "./map-legend.module.css";

export function MapLegend({ cellBytes }: { cellBytes: number }) {
  const palette = mapPalette(useComputedColorScheme("light"));
  const hatch = (line: string, ground: string) => `repeating-linear-gradient(135deg, ${line} 0 1.2px, ${ground} 1.2px 4px)`;
  return (
    <ul className={classes.legend} aria-label="Legend">
      <li className={classes.entry}>
        <span className={classes.swatch} style={{ background: cssRgb(palette.empty) }} />
        unchanged
      </li>
      <li className={classes.entry}>
        written
        <span className={classes.number}>512 B</span>
        <span className={classes.ramp} style={{ background: rampGradient(palette) }} />
        <span className={classes.number}>{formatBytes(cellBytes)}</span>
        <span className={classes.note}>bytes in a cell, logarithmic</span>
      </li>
      <li className={classes.entry}>
        <span className={classes.swatch} style={{ background: hatch(palette.hatch, cssRgb(palette.clearedFill)) }} />
        cleared
      </li>
      <li className={classes.entry}>
        <span className={classes.swatch} style={{ background: hatch(palette.hatchOnWritten, cssRgb(palette.ramp(0.5))) }} />
        written and cleared
      </li>
    </ul>
  );
}
