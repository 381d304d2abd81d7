// Where a narrow screen has no header row to click: the same sorting by a native choice.
import { NativeSelect } from "@mantine/core";
import type { Sort } from "./data-table.tsx";
import classes from "./sort-select.module.css";

export interface SortSelectProps {
  options: readonly { label: string; sort: Sort }[];
  sort: Sort;
  onChange: (sort: Sort) => void;
}

export function SortSelect({ options, sort, onChange }: SortSelectProps) {
  const textOf = ({ key, order }: Sort) => `${key} ${order}`;
  const current = textOf(sort);
  const isListed = options.some((option) => textOf(option.sort) === current);
  const data = options.map((option) => ({ value: textOf(option.sort), label: option.label }));
  return (
    <NativeSelect
      className={classes.select}
      size="xs"
      aria-label="Sort by"
      value={current}
      data={isListed ? data : [{ value: current, label: `${sort.key}, ${sort.order === "asc" ? "ascending" : "descending"}` }, ...data]}
      onChange={(event) => {
        const chosen = options.find((option) => textOf(option.sort) === event.currentTarget.value);
        if (chosen) onChange(chosen.sort);
      }}
    />
  );
}
