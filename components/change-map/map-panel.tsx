// The map with all that belongs to it: disk bar, tools, readout, the canvas, the picked cell, the legend.
import { ActionIcon, Group, Text, Tooltip } from "@mantine/core";
import { useViewportSize } from "@mantine/hooks";
import { IconArrowsMaximize, IconChevronLeft, IconChevronRight, IconZoomIn, IconZoomOut } from "@tabler/icons-react";
import { useEffect, useMemo, useState } from "react";
import { formatOnAxis } from "#lib/change-map/map-axis.ts";
import type { MapClient } from "#lib/change-map/map-client.ts";
import {
  cellOfOffset,
  cellSpan,
  columnsFor,
  isWholeDisk,
  layoutGrid,
  type MapFrame,
  type MapGrid,
  type MapWindow,
  panGrid,
  pointOfCell,
  rowBytesOf,
  zoomGrid,
} from "#lib/change-map/map-grid.ts";
import type { StripCells } from "#lib/change-map/map-messages.ts";
import type { ChangeMapStage, KeptData } from "#lib/client/diff/use-change-map.ts";
import type { DiffSummary } from "#lib/contract/diffs.ts";
import { formatBytes } from "#lib/domain/format.ts";
import { CellRanges } from "./cell-ranges.tsx";
import { ChangeMap } from "./change-map.tsx";
import { DiskBar } from "./disk-bar.tsx";
import { MapHelp } from "./map-help.tsx";
import { MapLegend } from "./map-legend.tsx";
import classes from "./map-panel.module.css";
import { type ChangeSteps, useChangeSteps } from "./use-change-steps.ts";
import { useDevicePixels } from "./use-device-pixels.ts";

/** The same as the container query in change-map.module.css. */
const NARROW_PX = 540;
const MIN_CELL_PX = 3;
const MIN_ROW_PX = 4;
const MAX_ROW_PX = 20;

export interface MapPanelProps {
  summary: DiffSummary;
  client: MapClient;
  stage: ChangeMapStage;
  data: KeptData;
  view: MapWindow | undefined;
  onView(view: MapWindow): void;
  onShowRanges(view: MapWindow): void;
}

export function MapPanel({ summary, client, stage, data, view, onView, onShowRanges }: MapPanelProps) {
  const { ref, widthPx } = useDevicePixels();
  const isNarrow = widthPx > 0 && widthPx < NARROW_PX;
  const roomPx = useRoomPx(isNarrow);
  const surfacePx = isNarrow ? widthPx : widthPx - AXIS_PX;
  const [cursor, setCursor] = useState<number>();
  const [picked, setPicked] = useState<number>();
  const { lengthBytes } = summary;
  const strip = useStrip(client, data.stage === "known");

  const frame = useMemo<MapFrame>(() => {
    const columns = columnsFor(surfacePx, MIN_CELL_PX);
    const rowPx = Math.max(MIN_ROW_PX, surfacePx / columns);
    return { lengthBytes, columns, maxRows: Math.max(4, Math.floor(roomPx / rowPx)) };
  }, [lengthBytes, surfacePx, roomPx]);
  const grid = useMemo(() => layoutGrid(frame, view), [frame, view]);
  const heightPx = Math.min(roomPx, grid.rows * MAX_ROW_PX);

  const changes = useChangeSteps({ client, frame, grid, cursor, onCursor: setCursor, onView });
  const zoom = (steps: number) => onView(zoomGrid(frame, grid, steps, pointOfCell(grid, anchorOf(grid, cursor))));
  const pick = (offset: number) => {
    setCursor(offset);
    setPicked(offset);
  };
  const centre = (offset: number) => {
    const rows = Math.round((offset - (grid.fromBytes + grid.toBytes) / 2) / rowBytesOf(grid));
    if (rows !== 0) onView(panGrid(frame, grid, rows));
  };
  const pickedCell = picked === undefined ? undefined : cellSpan(grid, cellOfOffset(grid, picked));
  return (
    <div className={classes.page}>
      <DiskBar
        lengthBytes={lengthBytes}
        partitions={summary.partitions}
        partitionNote={summary.partitionNote}
        strip={strip}
        view={isWholeDisk(grid) ? undefined : grid}
        grid={grid}
        onCentre={centre}
        onPartition={(p) => onView({ fromBytes: p.startBytes, toBytes: p.startBytes + p.lengthBytes })}
      />
      <div className={classes.layout}>
        <div ref={ref} className={classes.map}>
          {widthPx > 0 && (
            <ChangeMap
              client={client}
              stage={stage}
              isDataKnown={data.stage === "known"}
              frame={frame}
              grid={grid}
              widthPx={surfacePx}
              heightPx={heightPx}
              partitions={summary.partitions}
              cursorOffset={cursor}
              pickedOffset={picked}
              onCursor={setCursor}
              onGrid={onView}
              onPick={pick}
              onUnpick={() => setPicked(undefined)}
            />
          )}
          <div className={classes.foot}>
            <MapLegend cellBytes={grid.cellBytes} data={data} summary={summary} />
            <MapTools grid={grid} changes={changes} onZoom={zoom} onWhole={() => onView({ fromBytes: 0, toBytes: lengthBytes })} />
          </div>
        </div>
        <aside className={classes.side}>
          {pickedCell ? (
            <CellRanges
              client={client}
              cell={{ ...pickedCell, at: formatOnAxis(grid, pickedCell.offset) }}
              onClose={() => setPicked(undefined)}
              onZoom={() => onView({ fromBytes: pickedCell.offset, toBytes: pickedCell.offset + pickedCell.length })}
              onShowAll={() => onShowRanges({ fromBytes: pickedCell.offset, toBytes: pickedCell.offset + pickedCell.length })}
            />
          ) : (
            <MapHelp />
          )}
        </aside>
      </div>
    </div>
  );
}

/** As high as the window allows with the totals above and the legend below in sight. */
function useRoomPx(isNarrow: boolean): number {
  const { height } = useViewportSize();
  if (isNarrow) return 380;
  return Math.min(760, Math.max(300, height - ABOVE_AND_BELOW_PX));
}

const ABOVE_AND_BELOW_PX = 500;

/** The offset axis with its gap; at phone width the labels lie on the map instead. */
const AXIS_PX = 80;

interface MapToolsProps {
  grid: MapGrid;
  changes: ChangeSteps;
  onZoom(steps: number): void;
  onWhole(): void;
}

function MapTools({ grid, changes, onZoom, onWhole }: MapToolsProps) {
  const isWhole = isWholeDisk(grid);
  return (
    <Group gap={4} wrap="nowrap" className={classes.tools}>
      <Tool label="Zoom in (+)" isOff={grid.cellBytes === 512} onClick={() => onZoom(-1)}>
        <IconZoomIn size={16} />
      </Tool>
      <Tool label="Zoom out (-)" isOff={isWhole} onClick={() => onZoom(1)}>
        <IconZoomOut size={16} />
      </Tool>
      <Tool label="Whole disk (0)" isOff={isWhole} onClick={onWhole}>
        <IconArrowsMaximize size={16} />
      </Tool>
      <Tool label="Previous change (P)" isOff={false} onClick={() => changes.step(-1)}>
        <IconChevronLeft size={16} />
      </Tool>
      <Tool label="Next change (N)" isOff={false} onClick={() => changes.step(1)}>
        <IconChevronRight size={16} />
      </Tool>
      <Text size="xs" c="dimmed" ml={8}>
        <span aria-live="polite">{changes.said && `${changes.said}. `.replace("..", ".")}</span>
        {isWhole ? "Whole disk" : formatBytes(grid.toBytes - grid.fromBytes)}; a cell is {formatBytes(grid.cellBytes)}, a row{" "}
        {formatBytes(rowBytesOf(grid))}
      </Text>
    </Group>
  );
}

function Tool({ label, isOff, onClick, children }: { label: string; isOff: boolean; onClick(): void; children: React.ReactNode }) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="default" size={30} aria-label={label} disabled={isOff} onClick={onClick}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

function useStrip(client: MapClient, isDataKnown: boolean): StripCells | undefined {
  const [strip, setStrip] = useState<StripCells>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: once the data is known the strip is asked for again
  useEffect(() => {
    let isGone = false;
    const show = (result: StripCells | undefined) => !isGone && setStrip(result);
    client.ask({ ask: "strip" }).then(show, () => show(undefined));
    return () => {
      isGone = true;
    };
  }, [client, isDataKnown]);
  return strip;
}

function anchorOf(grid: MapGrid, cursor: number | undefined): number {
  if (cursor !== undefined && cursor >= grid.fromBytes && cursor < grid.toBytes) return cellOfOffset(grid, cursor);
  return Math.floor(grid.rows / 2) * grid.columns;
}
