// Where a narrow screen has no header row to click: the same sorting by a native choice.
import type { Sort } from "./data-table-column.ts";
import classes from "./sort-select.module.css";

export interface SortSelectProps {
  options: readonly { label: string; sort: Sort }[];
  sort: Sort;
  onChange: (sort: Sort) => void;
}

export function SortSelect({ options, sort, onChange }: SortSelectProps) {
  const current = textOf(sort);
  return (
    <select
      className={classes.select}
      aria-label="Sort by"
      value={current}
      onChange={(event) => {
        const chosen = options.find((option) => textOf(option.sort) === event.currentTarget.value);
        if (chosen) onChange(chosen.sort);
      }}
    >
      {!options.some((option) => textOf(option.sort) === current) && (
        <option value={current}>
          {sort.key}, {sort.order === "asc" ? "ascending" : "descending"}
        </option>
      )}
      {options.map((option) => (
        <option key={option.label} value={textOf(option.sort)}>
          {option.label}
        </option>
      ))}
    </select>
  );
}

function textOf({ key, order }: Sort): string {
  return `${key} ${order}`;
}
