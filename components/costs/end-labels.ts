// Where the names of the two series stand beside their last marks: at the height of these, and apart where these are near.

/** As tall as a line of text, in pixels. */
const LINE_PX = 14;

/** Heights in pixels from above; lowestPx: no name stands beneath it. */
export function endLabels(
  marks: { estimateY: number; billedY: number | undefined },
  lowestPx: number,
): { estimateY: number; billedY: number | undefined } {
  const { estimateY, billedY } = marks;
  if (billedY === undefined || Math.abs(estimateY - billedY) >= LINE_PX) return marks;
  const upper = Math.min((estimateY + billedY - LINE_PX) / 2, lowestPx - LINE_PX);
  return estimateY <= billedY ? { estimateY: upper, billedY: upper + LINE_PX } : { estimateY: upper + LINE_PX, billedY: upper };
}
