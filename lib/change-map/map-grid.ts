// Where a byte of the disk stands on the change map. The map is row-major and every cell and row is a power of two
// of bytes, so that offsets can be read off it. The window begins on any cell, so that zooming can keep what lies under
// the pointer there; the whole disk, and what is panned to from it, begins on rows.
//
//             columns × cellBytes = rowBytes
//   from →  │░│ │█│ │ │ │ │ │   row 0
//           │ │ │ │█│█│ │ │ │   row 1
//           │ │ │ │ │ │╳╳╳╳╳│   the last row may reach past the end of the disk
//
// Zooming halves or doubles cellBytes, panning moves whole rows. Offsets reach 2^46: no bit operators.

export const MIN_CELL_BYTES = 512;

export interface MapGrid {
  columns: number;
  rows: number;
  cellBytes: number;
  fromBytes: number;
  /** End of the shown bytes, never past the disk's end. */
  toBytes: number;
  lengthBytes: number;
}

export interface MapWindow {
  fromBytes: number;
  toBytes: number;
}

export interface MapFrame {
  lengthBytes: number;
  columns: number;
  maxRows: number;
}

export interface CellSpan {
  offset: number;
  length: number;
}

/** A place on the map's surface, as shares of its width and height from the top left, 0 to below 1. */
export interface MapPoint {
  x: number;
  y: number;
}

/** The finest grid of this frame that shows the whole window. A grid's own window gives the same grid again. */
export function layoutGrid(frame: MapFrame, window?: MapWindow): MapGrid {
  const { lengthBytes, columns, maxRows } = frame;
  const wanted = clampWindow(window ?? { fromBytes: 0, toBytes: lengthBytes }, lengthBytes);
  let cellBytes = MIN_CELL_BYTES;
  while (startOf(wanted.fromBytes, cellBytes, frame) + maxRows * columns * cellBytes < wanted.toBytes) cellBytes *= 2;
  return gridAt(frame, cellBytes, wanted.fromBytes);
}

export function rowBytesOf(grid: MapGrid): number {
  return grid.columns * grid.cellBytes;
}

export function isWholeDisk(grid: MapGrid): boolean {
  return grid.fromBytes === 0 && grid.toBytes === grid.lengthBytes;
}

/** Halves (steps −1) or doubles (steps +1) the bytes of a cell; the offset at the point stays there, but at the disk's ends. */
export function zoomGrid(frame: MapFrame, grid: MapGrid, steps: number, point: MapPoint): MapGrid {
  const coarsest = layoutGrid(frame).cellBytes;
  const cellBytes = Math.min(coarsest, Math.max(MIN_CELL_BYTES, grid.cellBytes * 2 ** steps));
  if (cellBytes === grid.cellBytes) return grid;
  const cell = cellAt({ columns: grid.columns, rows: rowsFor(frame, cellBytes, 0) }, point);
  return gridAt(frame, cellBytes, Math.floor(offsetAt(grid, point) / cellBytes) * cellBytes - cell * cellBytes);
}

export function cellAt({ columns, rows }: Pick<MapGrid, "columns" | "rows">, { x, y }: MapPoint): number {
  return Math.floor(y * rows) * columns + Math.floor(x * columns);
}

/** The middle of a cell. */
export function pointOfCell({ columns, rows }: Pick<MapGrid, "columns" | "rows">, cell: number): MapPoint {
  return { x: ((cell % columns) + 0.5) / columns, y: (Math.floor(cell / columns) + 0.5) / rows };
}

/** To a fraction of a cell, so that zooming in knows which half of it is meant. */
function offsetAt(grid: MapGrid, point: MapPoint): number {
  const withinCell = (point.x * grid.columns) % 1;
  const offset = grid.fromBytes + (cellAt(grid, point) + withinCell) * grid.cellBytes;
  return Math.min(offset, grid.lengthBytes - 1);
}

export function panGrid(frame: MapFrame, grid: MapGrid, rows: number): MapGrid {
  return gridAt(frame, grid.cellBytes, grid.fromBytes + rows * rowBytesOf(grid));
}

/** The grid moved, at the same zoom, so that the offset is on it; unchanged when it already is. */
export function revealOffset(frame: MapFrame, grid: MapGrid, offset: number): MapGrid {
  if (offset >= grid.fromBytes && offset < grid.toBytes) return grid;
  const rowBytes = rowBytesOf(grid);
  const row = Math.floor((offset - grid.fromBytes) / rowBytes);
  return panGrid(frame, grid, row < 0 ? row : row - grid.rows + 1);
}

/** The bytes of a cell; length 0 for a cell past the end of the disk. */
export function cellSpan(grid: MapGrid, cell: number): CellSpan {
  const offset = grid.fromBytes + cell * grid.cellBytes;
  return { offset, length: Math.max(0, Math.min(grid.cellBytes, grid.lengthBytes - offset)) };
}

export function cellOfOffset(grid: MapGrid, offset: number): number {
  return Math.floor((offset - grid.fromBytes) / grid.cellBytes);
}

/** Cells that stand for bytes of the disk. */
export function cellCount(grid: MapGrid): number {
  return Math.ceil((grid.toBytes - grid.fromBytes) / grid.cellBytes);
}

/** The bytes two cells and all between them stand for, in whichever order they were picked. */
export function spanOfCells(grid: MapGrid, a: number, b: number): MapWindow {
  const first = cellSpan(grid, Math.min(a, b));
  const last = cellSpan(grid, Math.max(a, b));
  return { fromBytes: first.offset, toBytes: Math.max(first.offset + first.length, last.offset + last.length) };
}

/** How many columns a width has room for: a power of two, cells at least this wide. */
export function columnsFor(widthPx: number, minCellPx: number): number {
  let columns = 16;
  while (columns < 1024 && widthPx / (columns * 2) >= minCellPx) columns *= 2;
  return columns;
}

function gridAt(frame: MapFrame, cellBytes: number, fromBytes: number): MapGrid {
  const start = startOf(fromBytes, cellBytes, frame);
  const rows = rowsFor(frame, cellBytes, start);
  const toBytes = Math.min(frame.lengthBytes, start + rows * frame.columns * cellBytes);
  return { columns: frame.columns, rows, cellBytes, fromBytes: start, toBytes, lengthBytes: frame.lengthBytes };
}

function rowsFor({ lengthBytes, columns, maxRows }: MapFrame, cellBytes: number, start: number): number {
  return Math.max(1, Math.min(maxRows, Math.ceil((lengthBytes - start) / (columns * cellBytes))));
}

/** Begins on a cell of the disk, and far enough from its end that the view is full. */
function startOf(fromBytes: number, cellBytes: number, { lengthBytes, columns, maxRows }: MapFrame): number {
  const lastStart = Math.max(0, Math.ceil(lengthBytes / cellBytes) - columns * maxRows);
  return Math.min(Math.max(0, Math.floor(fromBytes / cellBytes)), lastStart) * cellBytes;
}

function clampWindow(window: MapWindow, lengthBytes: number): MapWindow {
  const fromBytes = Math.min(Math.max(0, window.fromBytes), Math.max(0, lengthBytes - 1));
  const toBytes = Math.min(Math.max(window.toBytes, fromBytes + 1), lengthBytes);
  return { fromBytes, toBytes };
}
