import { IconX } from "@tabler/icons-react";
import classes from "./filter-token.module.css";

/** One thing that narrows a list, with its way out. */
export function FilterToken({ name, value, onRemove }: { name: string; value: string; onRemove: () => void }) {
  return (
    <span className={classes.token}>
      <span className={classes.name}>{name}</span> {value}
      <button type="button" className={classes.remove} onClick={onRemove} aria-label={`Remove the filter ${name} ${value}`}>
        <IconX size={12} aria-hidden />
      </button>
    </span>
  );
}
