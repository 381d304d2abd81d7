// One number large, its term above and where it comes from below; inside a <dl>. The hint explains the term on hover,
// touch and focus.
import { Tooltip } from "@mantine/core";
import classes from "./figure.module.css";

export interface FigureProps {
  term: string;
  value: string;
  note: string;
  hint?: string;
  /** The exact value, where the shown one is rounded. */
  exact?: string;
}

export function Figure({ term, value, note, hint, exact }: FigureProps) {
  return (
    <div className={classes.figure}>
      <dt>{hint ? <Explained term={term} hint={hint} /> : term}</dt>
      <dd title={exact}>{value}</dd>
      <dd className={classes.note}>{note}</dd>
    </div>
  );
}

function Explained({ term, hint }: { term: string; hint: string }) {
  return (
    <Tooltip label={hint} multiline w={280} events={{ hover: true, focus: true, touch: true }}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the explanation must be reachable by keyboard */}
      <span className={classes.term} tabIndex={0}>
        {term}
      </span>
    </Tooltip>
  );
}
