// The whole disk from left to right: its partitions with their names on them, below them all changes in one strip
// with a frame around what the map shows. Dragging in the strip moves the frame.
import { Text, useComputedColorScheme } from "@mantine/core";
import { type PointerEvent, useEffect, useRef } from "react";
import { barTicks } from "#lib/change-map/map-axis.ts";
import type { MapGrid, MapWindow } from "#lib/change-map/map-grid.ts";
import type { StripCells } from "#lib/change-map/map-messages.ts";
import { drawStrip } from "#lib/change-map/map-paint.ts";
import { mapPalette } from "#lib/change-map/map-palette.ts";
import type { Partition } from "#lib/contract/diffs.ts";
import { formatBytes } from "#lib/domain/format.ts";
import classes from "./disk-bar.module.css";
import { placePartitions } from "./partition-places.ts";
import { useDevicePixels } from "./use-device-pixels.ts";

export interface DiskBarProps {
  lengthBytes: number;
  partitions: Partition[];
  partitionNote: string | undefined;
  strip: StripCells | undefined;
  view: MapWindow | undefined;
  /** Of the map below: its unit is the bar's too. */
  grid: MapGrid;
  /** Centre the map on this offset. */
  onCentre(offset: number): void;
  onPartition(partition: Partition): void;
}

export function DiskBar(props: DiskBarProps) {
  const { lengthBytes, grid, partitions, partitionNote, strip, view, onCentre, onPartition } = props;
  const { ref, widthPx, pixelRatio } = useDevicePixels();
  const places = placePartitions(partitions, { lengthBytes, widthPx, leastPx: LEAST_PARTITION_PX });
  const percent = (bytes: number) => `${(bytes / lengthBytes) * 100}%`;
  return (
    <div ref={ref} className={classes.bar}>
      {partitions.length > 0 && (
        <ol className={classes.partitions} aria-label="Partitions of the disk">
          {partitions.map((partition, i) => (
            <li
              key={`${partition.startBytes}`}
              className={classes.partition}
              style={{ left: places[i]?.leftPx ?? 0, width: places[i]?.widthPx ?? 0 }}
            >
              <button type="button" className={classes.name} title={describe(partition)} onClick={() => onPartition(partition)}>
                {partition.name}
                <span className={classes.more}>
                  {[partition.fileSystem, `${formatBytes(partition.writtenBytes)} written`].filter(Boolean).join(" · ")}
                </span>
              </button>
            </li>
          ))}
        </ol>
      )}
      <Strip strip={strip} widthPx={widthPx} pixelRatio={pixelRatio} view={view} lengthBytes={lengthBytes} onCentre={onCentre} />
      <div className={classes.ticks} data-ticks aria-hidden>
        {barTicks(grid, widthPx).map((tick) => (
          <span key={tick.offset} className={classes.tick} style={{ left: percent(tick.offset) }}>
            {tick.label}
          </span>
        ))}
      </div>
      {partitions.length === 0 && (
        <Text size="xs" c="dimmed">
          {partitionNote ?? "No partition table was found on this disk."}
        </Text>
      )}
    </div>
  );
}

function Strip(
  props: { strip: StripCells | undefined; widthPx: number; pixelRatio: number; view: MapWindow | undefined } & Pick<
    DiskBarProps,
    "lengthBytes" | "onCentre"
  >,
) {
  const { strip, widthPx, pixelRatio, view, lengthBytes, onCentre } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const scheme = useComputedColorScheme("light");
  useEffect(() => {
    const target = canvas.current;
    if (!target || !strip || widthPx === 0) return;
    target.width = Math.round(widthPx * pixelRatio);
    target.height = Math.round(STRIP_HEIGHT_PX * pixelRatio);
    drawStrip(target, strip, strip.cellBytes, mapPalette(scheme), pixelRatio);
  }, [strip, widthPx, pixelRatio, scheme]);

  const centre = (event: PointerEvent<HTMLDivElement>) => {
    if (event.type === "pointermove" && event.buttons !== 1) return;
    const box = event.currentTarget.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    onCentre(share * lengthBytes);
  };
  const frame = view && {
    left: `${(view.fromBytes / lengthBytes) * 100}%`,
    width: `max(4px, ${((view.toBytes - view.fromBytes) / lengthBytes) * 100}%)`,
  };
  return (
    <div className={classes.strip} style={{ height: STRIP_HEIGHT_PX }} onPointerDown={centre} onPointerMove={centre}>
      <canvas ref={canvas} className={classes.canvas} aria-hidden />
      {frame && <div className={classes.view} style={frame} />}
    </div>
  );
}

const STRIP_HEIGHT_PX = 20;
/** What a finger can press. */
const LEAST_PARTITION_PX = 24;

function describe(partition: Partition): string {
  const parts = [
    partition.name,
    partition.type,
    partition.fileSystem,
    `${formatBytes(partition.lengthBytes)} at ${formatBytes(partition.startBytes)}`,
  ];
  return `${parts.filter(Boolean).join(" · ")}. Written here: ${formatBytes(partition.writtenBytes)}. Click to show it on the map.`;
}
