import classes from "./tags-cell.module.css";

export function TagsCell({ tags }: { tags: Record<string, string> }) {
  const pairs = Object.entries(tags).map(([name, value]) => (value === "" ? name : `${name}=${value}`));
  if (pairs.length === 0) return <span className={classes.none}>none</span>;
  return (
    <span className={classes.tags} title={pairs.join("\n")}>
      {pairs.join("  ·  ")}
    </span>
  );
}
