// A name that is cut, if it must be, before its end: names of one series differ there, by a date or a number.
import classes from "./split-name.module.css";
import { splitName } from "./split-name.ts";

export interface SplitNameProps {
  name: string;
  /** Where there is more to tell than the name. */
  title?: string;
}

export function SplitName({ name, title = name }: SplitNameProps) {
  const [start, end] = splitName(name);
  return (
    <span className={classes.name} title={title}>
      {/* Empty, it would stand for the line of text that others are aligned with. */}
      {start && <span className={classes.start}>{start}</span>}
      <span className={classes.end}>{end}</span>
    </span>
  );
}
