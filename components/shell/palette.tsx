"use client";
// Search and commands in one box: a combobox whose list is always open and always has one choice that Enter takes.
// Loaded when it is first opened.
import { IconSearch } from "@tabler/icons-react";
import { type KeyboardEvent, type RefObject, useEffect, useId, useRef, useState } from "react";
import { Dialog } from "#components/ui/dialog.tsx";
import classes from "./palette.module.css";
import { countWords } from "./palette-groups.ts";
import { type PaletteEntry, type PaletteGroup, usePaletteGroups } from "./use-palette-groups.ts";

interface PaletteProps {
  opened: boolean;
  onClose: () => void;
  onHelp: () => void;
}

export function Palette({ opened, onClose, onHelp }: PaletteProps) {
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      withCloseButton={false}
      size={600}
      padding={0}
      yOffset={80}
      attributes={{ content: { "aria-label": "Search and commands" } }}
      transitionProps={{ duration: 80 }}
    >
      <Box onClose={onClose} onHelp={onHelp} />
    </Dialog>
  );
}

function Box({ onClose, onHelp }: Omit<PaletteProps, "opened">) {
  const listId = useId();
  const [query, setQuery] = useState("");
  const [chosen, setChosen] = useState(0);
  const { groups, isSearching } = usePaletteGroups(query, onHelp);
  const entries = groups.flatMap((group) => group.entries);
  const at = Math.min(chosen, entries.length - 1);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector(`#${CSS.escape(`${listId}-${at}`)}`)?.scrollIntoView({ block: "nearest" });
  }, [listId, at]);

  const take = (entry: PaletteEntry | undefined) => {
    if (!entry) return;
    onClose();
    entry.act();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) setChosen((at + step + entries.length) % Math.max(1, entries.length));
    else if (event.key === "Enter") take(entries[at]);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <div className={classes.search}>
        <IconSearch size={17} stroke={1.6} aria-hidden />
        <input
          data-autofocus
          role="combobox"
          aria-expanded
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={entries.length > 0 ? `${listId}-${at}` : undefined}
          aria-label="Search and commands"
          placeholder="Disks, snapshots, operations, pages, commands"
          autoComplete="off"
          spellCheck={false}
          className={classes.input}
          value={query}
          onChange={(event) => {
            setQuery(event.currentTarget.value);
            setChosen(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <Choices ref={list} listId={listId} groups={groups} at={at} onTake={take} />
      {entries.length === 0 && !isSearching && <p className={classes.empty}>Nothing has “{query}” in its name, group or tags.</p>}
      <p role="status" className="visually-hidden">
        {query.trim() !== "" && !isSearching && countWords(groups)}
      </p>
    </>
  );
}

interface ChoicesProps {
  ref: RefObject<HTMLDivElement | null>;
  listId: string;
  groups: readonly PaletteGroup[];
  at: number;
  onTake: (entry: PaletteEntry) => void;
}

function Choices({ ref, listId, groups, at, onTake }: ChoicesProps) {
  let index = -1;
  return (
    <div ref={ref} id={listId} role="listbox" aria-label="Found" className={classes.list}>
      {groups.map(({ title, entries }) => (
        // biome-ignore lint/a11y/useSemanticElements: a group of options is no fieldset
        <div key={title} role="group" aria-label={title}>
          <div aria-hidden className={classes.group}>
            {title}
          </div>
          {entries.map((entry) => {
            index += 1;
            const { id, label, description, icon: Icon } = entry;
            return (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the box has the focus and the keys
              // biome-ignore lint/a11y/useFocusableInteractive: likewise
              <div
                key={id}
                id={`${listId}-${index}`}
                role="option"
                aria-selected={index === at}
                className={classes.option}
                // The box keeps the focus.
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => onTake(entry)}
              >
                <Icon size={17} stroke={1.6} aria-hidden />
                <span className={classes.words}>
                  <span>{label}</span>
                  {description && <span className={classes.description}>{description}</span>}
                </span>
              </div>
            );
          })}
        </div>
      ))}
    </div>
  );
}
