// A name that is cut, if it must be, before its end: names of one series differ there, by a date or a number.
import classes from "./split-name.module.css";

const END_LETTERS = 10;

export function SplitName({ name }: { name: string }) {
  const at = Math.max(0, name.length - END_LETTERS);
  return (
    <span className={classes.name} title={name}>
      <span className={classes.start}>{name.slice(0, at)}</span>
      <span className={classes.end}>{name.slice(at)}</span>
    </span>
  );
}
