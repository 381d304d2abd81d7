// Colour of a cell: bytes written over a viridis-like ramp, on a scale that is half logarithmic and half proportional:
// one page is told from two, and a cell half written from a full one. The ramp is cut so that its low end stands out by
// 3:1 from what is unchanged, empty or not, on either background: one changed page of 512 bytes is always seen; and in the
// dark its high end does not glare. Cleared cells get no hue of their own; they are hatched (map-paint.ts).

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
  /** Nothing changed here, and there is nothing, as far as is known. */
  empty: Rgb;
  /** Nothing changed, and something is there. */
  kept: Rgb;
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
    empty: [253, 253, 254],
    kept: [230, 233, 238],
    outside: [203, 207, 214],
    clearedFill: [214, 217, 222],
    hatch: "rgb(58, 63, 71)",
    hatchOnWritten: "rgba(255, 255, 255, 0.85)",
    cursor: "rgb(17, 19, 23)",
    ramp: (t) => viridis(0.5 * (1 - t)),
  },
  dark: {
    empty: [18, 20, 24],
    kept: [40, 44, 52],
    outside: [62, 67, 77],
    clearedFill: [48, 52, 61],
    hatch: "rgb(190, 196, 206)",
    hatchOnWritten: "rgba(0, 0, 0, 0.7)",
    cursor: "rgb(255, 255, 255)",
    ramp: (t) => viridis(0.46 + 0.38 * t),
  },
};

export function mapPalette(scheme: Scheme): MapPalette {
  return PALETTES[scheme];
}

/** Where on the ramp: about 0 for one page, 1 for a cell written completely. Only for bytes > 0. */
export function writtenShare(bytes: number, cellBytes: number): number {
  if (bytes >= cellBytes) return 1;
  const doublings = Math.log2(bytes / MIN_CELL_BYTES) / Math.log2(cellBytes / MIN_CELL_BYTES);
  return (Math.max(0, doublings) + bytes / cellBytes) / 2;
}

/** What the legend shows of the ramp: one page, then shares of a cell as far as they are more than that, a full one. */
export function legendLevels(cellBytes: number): { label: string; bytes: number }[] {
  const shares = [0.01, 0.1, 0.5].map((share) => ({ label: `${share * 100} %`, bytes: share * cellBytes }));
  const page = { label: "512 B", bytes: MIN_CELL_BYTES };
  const full = { label: "all of the cell", bytes: cellBytes };
  return [page, ...shares, full].filter(({ bytes }, i) => i === 4 || (i === 0 ? cellBytes : bytes) > MIN_CELL_BYTES);
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

const IS_LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

function viridis(position: number): Rgb {
  const at = Math.min(1, Math.max(0, position)) * (VIRIDIS.length - 1);
  const low = Math.floor(at);
  const from = VIRIDIS[low] ?? [0, 0, 0];
  const to = VIRIDIS[low + 1] ?? from;
  const mix = (i: 0 | 1 | 2) => Math.round(from[i] + (to[i] - from[i]) * (at - low));
  return [mix(0), mix(1), mix(2)];
}
