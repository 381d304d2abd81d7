"use client";
// One box for text and typed filters, a menu for the rest, and a token for everything that narrows the list.
import { Button, Checkbox, CloseButton, Popover, TextInput } from "@mantine/core";
import { IconFilter, IconSearch } from "@tabler/icons-react";
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { clearedFilter, parseTypedFilter } from "#lib/client/snapshot-filter.ts";
import { useUrlState } from "#lib/client/url-state.ts";
import { useKeys } from "#lib/client/use-keys.ts";
import { snapshotState } from "#lib/contract/inventory.ts";
import classes from "./filter-bar.module.css";
import { FilterTokens } from "./filter-tokens.tsx";
import { SNAPSHOT_STATE_WORDS } from "./snapshot-state-badge.tsx";

const PAUSE_MS = 180;

const CHOICES = [
  { name: "kind", title: "Type", values: ["incremental", "full"].map((value) => ({ value, label: value })) },
  { name: "redundancy", title: "Redundancy", values: ["LRS", "ZRS"].map((value) => ({ value, label: value })) },
  { name: "state", title: "State", values: snapshotState.options.map((value) => ({ value, label: SNAPSHOT_STATE_WORDS[value] })) },
];

export function FilterBar({ children }: { children: ReactNode }) {
  return (
    <div className={classes.bar}>
      <div className={classes.line}>
        <FilterInput />
        <FilterMenu />
        <div className={classes.right}>{children}</div>
      </div>
      <FilterTokens />
    </div>
  );
}

function FilterInput() {
  const url = useUrlState();
  const input = useRef<HTMLInputElement>(null);
  const q = url.get("q") ?? "";
  const [text, setText] = useState(q);
  useKeys({ f: () => input.current?.focus() });
  // The address may change under the box: back, a cleared token, a link.
  const sent = useRef(q);
  useEffect(() => {
    if (q === sent.current) return;
    sent.current = q;
    setText(q);
  }, [q]);
  useEffect(() => {
    if (text === q) return;
    const timer = setTimeout(() => {
      sent.current = text;
      url.set({ q: text });
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, q, url]);

  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    const typed = parseTypedFilter(text);
    const names = new Set(typed.tokens.map((token) => token.name));
    const change = [...names].map((name) => {
      const added = typed.tokens.filter((token) => token.name === name).map((token) => token.value);
      return [name, name === "disk" ? added.at(-1) : [...new Set([...url.list(name), ...added])]] as const;
    });
    setText(typed.text);
    sent.current = typed.text;
    url.set({ ...Object.fromEntries(change), q: typed.text });
  };
  return (
    <search className={classes.form}>
      <form onSubmit={onSubmit}>
        <TextInput
          ref={input}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => event.key === "Escape" && input.current?.blur()}
          placeholder="Name, disk, group, tag; or type:full tag:env=prod"
          aria-label="Filter snapshots"
          leftSection={<IconSearch size={14} />}
          rightSection={text && <CloseButton size="xs" aria-label="Clear the text" onClick={() => setText("")} />}
        />
      </form>
    </search>
  );
}

function FilterMenu() {
  const url = useUrlState();
  const [tag, setTag] = useState("");
  const addTag = (event: FormEvent) => {
    event.preventDefault();
    if (tag.trim()) url.set({ tag: [...new Set([...url.list("tag"), tag.trim()])] });
    setTag("");
  };
  return (
    <Popover position="bottom-start" width={260} trapFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<IconFilter size={14} />}>
          Filter
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={classes.dropdown}>
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
      </Popover.Dropdown>
    </Popover>
  );
}
