// A small map of blocks: most unchanged, a few written.
const CELLS: readonly [x: number, y: number, fill: string][] = [
  [0, 0, "#2a788e"],
  [1, 0, "#a9b1bb"],
  [2, 0, "#a9b1bb"],
  [0, 1, "#22a884"],
  [1, 1, "#22a884"],
  [2, 1, "#a9b1bb"],
  [0, 2, "#a9b1bb"],
  [1, 2, "#7ad151"],
  [2, 2, "#414487"],
];

export function BrandMark({ size }: { size: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 22 22" aria-hidden="true" focusable="false">
      {CELLS.map(([x, y, fill]) => (
        <rect key={`${x}${y}`} x={1 + x * 7} y={1 + y * 7} width={6} height={6} rx={1.2} fill={fill} />
      ))}
    </svg>
  );
}
