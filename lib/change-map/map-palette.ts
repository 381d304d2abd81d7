// Colour of a cell: bytes written on a logarithmic scale over a viridis-like ramp. The ramp is cut so that its low
// end stands out from the empty map by 3:1 on either background: one changed page of 512 bytes is always seen.
// Cleared cells get no hue of their own; they are hatched (heatmap-paint.ts).

import { MIN_CELL_BYTES } from "./map-grid.ts";

export type Rgb = readonly [number, number, number];
export type Scheme = "light" | "dark";

/** Viridis at eleven even steps (CC0), dark to light. */
const VIRIDIS: readonly Rgb[] = [
  [68, 1, 84],
  [72, 36, 117],
  [65, 68, 135],
  [53, 95, 141],
  [42, 120, 142],
  [33, 145, 140],
  [34, 168, 132],
  [68, 191, 112],
  [122, 209, 81],
  [189, 223, 38],
  [253, 231, 37],
];

export interface MapPalette {
  empty: Rgb;
  /** Past the end of the disk. */
  outside: Rgb;
  clearedFill: Rgb;
  hatch: string;
  hatchOnWritten: string;
  cursor: string;
  /** From the least to the most. */
  ramp: (t: number) => Rgb;
}

const PALETTES: Record<Scheme, MapPalette> = {
  light: {
    empty: [250, 250, 251],
    outside: [226, 229, 233],
    clearedFill: [222, 224, 228],
    hatch: "rgb(58, 63, 71)",
    hatchOnWritten: "rgba(255, 255, 255, 0.85)",
    cursor: "rgb(17, 19, 23)",
    ramp: (t) => viridis(0.58 * (1 - t)),
  },
  dark: {
    empty: [18, 20, 24],
    outside: [38, 41, 48],
    clearedFill: [44, 48, 56],
    hatch: "rgb(190, 196, 206)",
    hatchOnWritten: "rgba(0, 0, 0, 0.7)",
    cursor: "rgb(255, 255, 255)",
    ramp: (t) => viridis(0.37 + 0.63 * t),
  },
};

export function mapPalette(scheme: Scheme): MapPalette {
  return PALETTES[scheme];
}

/** 0 for one page, 1 for a cell written completely, even steps per doubling. Only for bytes > 0. */
export function writtenShare(bytes: number, cellBytes: number): number {
  if (cellBytes <= MIN_CELL_BYTES) return 1;
  const t = Math.log2(bytes / MIN_CELL_BYTES) / Math.log2(cellBytes / MIN_CELL_BYTES);
  return Math.min(1, Math.max(0, t));
}

/** 256 steps of the ramp as RGBA words in the byte order of ImageData. */
export function rampTable(palette: MapPalette): Uint32Array {
  const table = new Uint32Array(256);
  for (let i = 0; i < 256; i += 1) table[i] = toPixel(palette.ramp(i / 255));
  return table;
}

/** The pixel as one word: ImageData is R, G, B, A in memory. */
export function toPixel([r, g, b]: Rgb): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint8(0, r);
  view.setUint8(1, g);
  view.setUint8(2, b);
  view.setUint8(3, 255);
  return view.getUint32(0, IS_LITTLE_ENDIAN);
}

export function cssRgb([r, g, b]: Rgb): string {
  return `rgb(${r}, ${g}, ${b})`;
}

/** A CSS gradient of the ramp, for the legend. */
export function rampGradient(palette: MapPalette): string {
  const stops = Array.from({ length: 12 }, (_, i) => cssRgb(palette.ramp(i / 11)));
  return `linear-gradient(to right, ${stops.join(", ")})`;
}

const IS_LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

function viridis(position: number): Rgb {
  const at = Math.min(1, Math.max(0, position)) * (VIRIDIS.length - 1);
  const low = Math.floor(at);
  const from = VIRIDIS[low] ?? [0, 0, 0];
  const to = VIRIDIS[low + 1] ?? from;
  const mix = (i: 0 | 1 | 2) => Math.round(from[i] + (to[i] - from[i]) * (at - low));
  return [mix(0), mix(1), mix(2)];
}
