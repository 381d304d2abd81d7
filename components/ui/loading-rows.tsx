// Where rows will be: the same height as rows, so that nothing jumps when they come.
import classes from "./loading-rows.module.css";

const WIDTHS = ["38%", "22%", "30%", "26%", "34%"];

export function LoadingRows({ rows = 12, label = "Loading" }: { rows?: number; label?: string }) {
  return (
    <div role="status" aria-label={label} aria-busy className={classes.rows}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike
        <div key={row} className={classes.row}>
          <span style={{ width: WIDTHS[row % WIDTHS.length] }} />
          <span style={{ width: "12%" }} />
          <span style={{ width: "8%" }} />
        </div>
      ))}
    </div>
  );
}

/** A block that will be a chart or a figure. */
export function LoadingBlock({ height, label = "Loading" }: { height: number; label?: string }) {
  return <div role="status" aria-label={label} aria-busy className={classes.block} style={{ height }} />;
}
