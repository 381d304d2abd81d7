"use client";
// What the filter's panel holds. Loaded when it is first opened.
import { Button, Checkbox, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { clearedFilter } from "#lib/client/inventory/snapshot-filter.ts";
import { useUrlState } from "#lib/client/shell/url-state.ts";
import { HELD } from "#lib/contract/holds.ts";
import { SNAPSHOT_KINDS } from "#lib/domain/inventory/inventory.ts";
import { TOLD_REDUNDANCIES } from "#lib/domain/inventory/snapshot-sku.ts";
import { SNAPSHOT_STATES } from "#lib/domain/inventory/snapshot-state.ts";
import classes from "./filter-bar.module.css";
import { SNAPSHOT_STATE_WORDS } from "./snapshot-state-badge.tsx";

const CHOICES = [
  { name: "kind", title: "Type", values: SNAPSHOT_KINDS.map((value) => ({ value, label: value })) },
  { name: "redundancy", title: "Redundancy", values: TOLD_REDUNDANCIES.map((value) => ({ value, label: value })) },
  { name: "state", title: "State", values: SNAPSHOT_STATES.map((value) => ({ value, label: SNAPSHOT_STATE_WORDS[value] })) },
  { name: "held", title: "Held", values: HELD.map((value) => ({ value, label: value })) },
];

export function FilterChoices() {
  const url = useUrlState();
  const [tag, setTag] = useState("");
  const addTag = (event: FormEvent) => {
    event.preventDefault();
    if (tag.trim()) url.set({ tag: [...new Set([...url.list("tag"), tag.trim()])] });
    setTag("");
  };
  return (
    <div className={classes.dropdown}>
      {CHOICES.map(({ name, title, values }) => (
        <fieldset key={name} className={classes.group}>
          <legend>{title}</legend>
          {values.map(({ value, label }) => (
            <Checkbox
              key={value}
              size="xs"
              label={label}
              checked={url.list(name).includes(value)}
              onChange={() => url.toggle(name, value)}
            />
          ))}
        </fieldset>
      ))}
      <form onSubmit={addTag} className={classes.group}>
        <TextInput
          label="Tag"
          description="env=prod · env (has it) · !env (lacks it)"
          value={tag}
          onChange={(event) => setTag(event.currentTarget.value)}
          rightSectionWidth={52}
          rightSection={
            <Button type="submit" variant="subtle" size="compact-xs">
              Add
            </Button>
          }
        />
      </form>
      <Button variant="subtle" onClick={() => url.set(clearedFilter())}>
        Clear all filters
      </Button>
    </div>
  );
}
