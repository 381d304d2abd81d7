"use client";
import { Chip, CloseButton, Group, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useUrlState } from "#lib/client/url-state.ts";
import { useKeys } from "#lib/client/use-keys.ts";
import classes from "./chains-page.module.css";
import { SOURCE_STATES } from "./source-state-badge.tsx";

const PAUSE_MS = 180;

/** Text and the states of the disk; the rest of the narrowing is the scope in the top bar. */
export function ChainFilters() {
  const url = useUrlState();
  return (
    <>
      <ChainSearch />
      <Chip.Group multiple value={url.list("sourceState")} onChange={(sourceState) => url.set({ sourceState })}>
        <Group gap={6}>
          {(["live", "deleted", "recreated"] as const).map((state) => (
            <Chip key={state} value={state} size="xs" variant="outline" radius="sm">
              {SOURCE_STATES[state].word}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
    </>
  );
}

function ChainSearch() {
  const url = useUrlState();
  const input = useRef<HTMLInputElement>(null);
  const q = url.get("q") ?? "";
  const sent = useRef(q);
  const [text, setText] = useState(q);
  useKeys({ f: () => input.current?.focus() });
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
  return (
    <TextInput
      ref={input}
      className={classes.search}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      placeholder="Disk, group, region"
      aria-label="Filter chains"
      leftSection={<IconSearch size={14} />}
      rightSection={text && <CloseButton size="xs" aria-label="Clear the text" onClick={() => setText("")} />}
    />
  );
}
