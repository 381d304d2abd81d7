// One number large, its term above and where it comes from below; inside a <dl>. The hint explains the term.
import { Explained } from "./explained.tsx";
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
      <dt>{hint ? <Explained text={hint}>{term}</Explained> : term}</dt>
      <dd title={exact}>{value}</dd>
      <dd className={classes.note}>{note}</dd>
    </div>
  );
}
