import classes from "./chain-detail.module.css";
import { NodeMark, type NodeMarkProps } from "./node-mark.tsx";

const ENTRIES: readonly { words: string; mark: Pick<NodeMarkProps, "state" | "isBaseline" | "isMeasured" | "percent" | "verdict"> }[] = [
  { words: "changes, by area", mark: { state: "ready", isBaseline: false, isMeasured: true } },
  { words: "all data", mark: { state: "ready", isBaseline: true, isMeasured: true } },
  { words: "not measured", mark: { state: "ready", isBaseline: false, isMeasured: false } },
  { words: "on its way", mark: { state: "copying", isBaseline: false, isMeasured: false, percent: 36 } },
  { words: "failed", mark: { state: "failed", isBaseline: false, isMeasured: false } },
  { words: "no copy", mark: { state: "missing", isBaseline: false, isMeasured: false } },
];
/** Of the copies in other regions. */
const COMPARED: typeof ENTRIES = [
  { words: "verified", mark: { state: "ready", isBaseline: false, isMeasured: true, verdict: "equal" } },
  { words: "differs from its source", mark: { state: "ready", isBaseline: false, isMeasured: true, verdict: "different" } },
];
const GONE: (typeof ENTRIES)[number] = { words: "deleted", mark: { state: "gone", isBaseline: false, isMeasured: false } };

export function TimelineLegend({ hasGone, hasCopies }: { hasGone: boolean; hasCopies: boolean }) {
  return (
    <ul className={classes.legend} aria-label="Shapes">
      {[...ENTRIES, ...(hasCopies ? COMPARED : []), ...(hasGone ? [GONE] : [])].map(({ words, mark }) => (
        <li key={words}>
          <svg width={16} height={16} aria-hidden>
            <NodeMark x={8} y={8} radius={mark.verdict ? 4.5 : 6} {...mark} />
          </svg>
          {words}
        </li>
      ))}
    </ul>
  );
}
