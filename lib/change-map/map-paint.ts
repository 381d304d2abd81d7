// Paints the cells: one image with a pixel a cell (one putImageData), blown up without smoothing, then the hatch
// of the cleared cells through a mask of the same size. Nothing here is per cell on the big canvas.

import { cellCount, type MapGrid } from "./map-grid.ts";
import { type MapPalette, rampTable, toPixel, writtenShare } from "./map-palette.ts";

export interface CellBytes {
  written: Float64Array;
  cleared: Float64Array;
  /** What the target holds, written or kept; absent while that is not known. */
  data?: Float64Array;
}

/** Which hatch a cell gets; 0 is none. */
export const HATCH_CLEARED = 1;
export const HATCH_BOTH = 2;

export interface CellPixels {
  pixels: Uint32Array<ArrayBuffer>;
  hatch: Uint8Array;
  hasCleared: boolean;
  hasBoth: boolean;
}

/** A colour and a hatch for each cell of columns × rows. */
export function colourCells(cells: CellBytes, grid: MapGrid, palette: MapPalette): CellPixels {
  const total = grid.columns * grid.rows;
  const inDisk = cellCount(grid);
  const ramp = rampTable(palette);
  const [empty, kept, outside, clearedFill] = [palette.empty, palette.kept, palette.outside, palette.clearedFill].map(toPixel) as Four;
  const result: CellPixels = { pixels: new Uint32Array(total), hatch: new Uint8Array(total), hasCleared: false, hasBoth: false };
  for (let i = 0; i < total; i += 1) {
    const written = cells.written[i] ?? 0;
    const cleared = cells.cleared[i] ?? 0;
    if (written > 0) result.pixels[i] = ramp[Math.round(writtenShare(written, grid.cellBytes) * 255)] ?? 0;
    else if (cleared > 0) result.pixels[i] = clearedFill;
    else if (i >= inDisk) result.pixels[i] = outside;
    else result.pixels[i] = (cells.data?.[i] ?? 0) > 0 ? kept : empty;
    if (cleared === 0) continue;
    result.hatch[i] = written > 0 ? HATCH_BOTH : HATCH_CLEARED;
    if (written > 0) result.hasBoth = true;
    else result.hasCleared = true;
  }
  return result;
}

type Four = [number, number, number, number];

export interface DrawTarget {
  canvas: HTMLCanvasElement;
  pixelRatio: number;
}

/** Draws the whole map into the canvas, whose width and height are in device pixels already. */
export function drawMap({ canvas, pixelRatio }: DrawTarget, cells: CellPixels, grid: MapGrid, palette: MapPalette): void {
  const context = canvas.getContext("2d");
  if (!context || canvas.width === 0 || canvas.height === 0) return;
  const image = new ImageData(new Uint8ClampedArray(cells.pixels.buffer), grid.columns, grid.rows);
  context.imageSmoothingEnabled = false;
  context.drawImage(toLayer(image), 0, 0, canvas.width, canvas.height);
  if (cells.hasCleared) drawHatch(context, cells, grid, HATCH_CLEARED, palette.hatch, pixelRatio);
  if (cells.hasBoth) drawHatch(context, cells, grid, HATCH_BOTH, palette.hatchOnWritten, pixelRatio);
}

function drawHatch(
  context: CanvasRenderingContext2D,
  cells: CellPixels,
  grid: MapGrid,
  kind: number,
  colour: string,
  pixelRatio: number,
): void {
  const { width, height } = context.canvas;
  const mask = new Uint32Array(cells.hatch.length);
  const opaque = toPixel([255, 255, 255]);
  for (let i = 0; i < mask.length; i += 1) if (cells.hatch[i] === kind) mask[i] = opaque;
  const layer = newLayer(width, height);
  const paint = layer.getContext("2d");
  if (!paint) return;
  paint.imageSmoothingEnabled = false;
  paint.drawImage(toLayer(new ImageData(new Uint8ClampedArray(mask.buffer), grid.columns, grid.rows)), 0, 0, width, height);
  paint.globalCompositeOperation = "source-in";
  const pattern = paint.createPattern(hatchTile(colour, pixelRatio), "repeat");
  if (!pattern) return;
  paint.fillStyle = pattern;
  paint.fillRect(0, 0, width, height);
  context.drawImage(layer, 0, 0);
}

/** A diagonal line of one CSS pixel every four: even the smallest cell shows a piece of it. */
function hatchTile(colour: string, pixelRatio: number): HTMLCanvasElement {
  const size = Math.max(4, Math.round(4 * pixelRatio));
  const tile = newLayer(size, size);
  const context = tile.getContext("2d");
  if (!context) return tile;
  context.strokeStyle = colour;
  context.lineWidth = Math.max(1, pixelRatio * 1.1);
  context.beginPath();
  for (const shift of [-size, 0, size]) {
    context.moveTo(shift, size);
    context.lineTo(shift + size, 0);
  }
  context.stroke();
  return tile;
}

/** A strip one cell high over the whole disk. */
export function drawStrip(canvas: HTMLCanvasElement, cells: CellBytes, cellBytes: number, palette: MapPalette, pixelRatio: number): void {
  const columns = cells.written.length;
  const grid: MapGrid = { columns, rows: 1, cellBytes, fromBytes: 0, toBytes: columns * cellBytes, lengthBytes: columns * cellBytes };
  drawMap({ canvas, pixelRatio }, colourCells(cells, grid, palette), grid, palette);
}

function toLayer(image: ImageData): HTMLCanvasElement {
  const layer = newLayer(image.width, image.height);
  layer.getContext("2d")?.putImageData(image, 0, 0);
  return layer;
}

function newLayer(width: number, height: number): HTMLCanvasElement {
  const layer = document.createElement("canvas");
  layer.width = width;
  layer.height = height;
  return layer;
}
