"use client";
// Search and commands in one box. Loaded when it is first opened.
import "@mantine/spotlight/styles.layer.css";
import { useMantineColorScheme } from "@mantine/core";
import { createSpotlight, Spotlight } from "@mantine/spotlight";
import {
  IconArrowsExchange,
  IconDatabase,
  IconKeyboard,
  IconMoon,
  IconRefresh,
  IconSearch,
  IconStack2,
  IconSun,
} from "@tabler/icons-react";
import { type KeyboardEvent, useEffect, useState } from "react";
import { useInventoryRefresh } from "#lib/client/inventory/use-inventory-refresh.ts";
import { useGoToPage } from "#lib/client/shell/use-page-address.ts";
import { usePaletteSearch } from "#lib/client/shell/use-palette-search.ts";
import type { PageTarget } from "#lib/contract/page-target.ts";
import { formatBytes, TIME_UNKNOWN } from "#lib/domain/format.ts";
import { regionLabel } from "#lib/domain/inventory/azure-region.ts";
import { NAV_ITEMS } from "./nav-items.ts";

interface Entry {
  id: string;
  label: string;
  description?: string;
  icon: typeof IconSearch;
  act: () => void;
}

interface PaletteProps {
  opened: boolean;
  onClose: () => void;
  onHelp: () => void;
}

const [store, spotlight] = createSpotlight();

export function Palette({ opened, onClose, onHelp }: PaletteProps) {
  const [query, setQuery] = useState("");
  const groups = usePaletteGroups(query, onHelp);
  useEffect(() => {
    if (opened) spotlight.open();
    else spotlight.close();
  }, [opened]);
  /** Without an arrow key before it, Enter takes the first thing found. */
  const onKeyDown = (event: KeyboardEvent) => {
    const first = groups.flatMap(({ entries }) => entries)[0];
    if (event.key !== "Enter" || store.getState().selected >= 0 || !first) return;
    event.preventDefault();
    spotlight.close();
    first.act();
  };
  const isEmpty = groups.every(({ entries }) => entries.length === 0);
  return (
    <Spotlight.Root
      store={store}
      attributes={{ content: { "aria-label": "Search and commands" } }}
      query={query}
      onQueryChange={setQuery}
      onSpotlightClose={onClose}
      shortcut={null}
      scrollable
      maxHeight="60dvh"
      size={600}
      transitionProps={{ duration: 80 }}
      overlayProps={{ blur: 0, backgroundOpacity: 0.45 }}
      clearQueryOnClose
    >
      <Spotlight.Search
        onKeyDown={onKeyDown}
        placeholder="Disks, snapshots, operations, pages, commands"
        leftSection={<IconSearch size={17} stroke={1.6} />}
      />
      <Spotlight.ActionsList>
        {groups
          .filter(({ entries }) => entries.length > 0)
          .map(({ title, entries }) => (
            <Spotlight.ActionsGroup key={title} label={title}>
              {entries.map(({ id, label, description, icon: Icon, act }) => (
                <Spotlight.Action
                  key={id}
                  label={label}
                  description={description}
                  leftSection={<Icon size={17} stroke={1.6} />}
                  onClick={act}
                />
              ))}
            </Spotlight.ActionsGroup>
          ))}
        {isEmpty && <Spotlight.Empty>Nothing has “{query}” in its name, group or tags.</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}

function usePaletteGroups(query: string, onHelp: () => void): { title: string; entries: Entry[] }[] {
  const goToPage = useGoToPage();
  const found = usePaletteSearch(query);
  const commands = useCommands(onHelp);
  const go = (target: PageTarget) => () => goToPage(target);
  const words = query.trim().toLowerCase();
  const fits = (entry: Entry) => entry.label.toLowerCase().includes(words);
  return [
    {
      title: "Snapshots",
      entries: found.snapshots.map((row) => ({
        id: row.id,
        label: row.name,
        description: `${row.sourceDiskName} · ${regionLabel(row.region)} · ${row.createdAt?.slice(0, 10) ?? TIME_UNKNOWN}`,
        icon: IconStack2,
        act: go({ page: "snapshots", params: { open: row.id } }),
      })),
    },
    {
      title: "Disks",
      entries: found.disks.map((row) => ({
        id: row.id,
        label: row.name,
        description: `${formatBytes(row.provisionedBytes)} provisioned · ${regionLabel(row.region)} · ${row.snapshotCount} snapshots`,
        icon: IconDatabase,
        act: go({ page: "disks", params: { open: row.id } }),
      })),
    },
    {
      title: "Operations",
      entries: found.operations.map((row) => ({
        id: row.id,
        label: row.title,
        description: `${row.state.replaceAll("-", " ")} · ${row.progressText}`,
        icon: IconArrowsExchange,
        act: go({ page: "operation", params: { id: row.id } }),
      })),
    },
    {
      title: "Pages",
      entries: NAV_ITEMS.map((item) => ({ id: item.page, label: item.label, icon: item.icon, act: go({ page: item.page }) })).filter(fits),
    },
    { title: "Commands", entries: commands.filter(fits) },
  ];
}

function useCommands(onHelp: () => void): Entry[] {
  const refresh = useInventoryRefresh();
  const { setColorScheme } = useMantineColorScheme();
  return [
    { id: "refresh", label: "Read the inventory from Azure again", icon: IconRefresh, act: () => refresh.mutate() },
    { id: "dark", label: "Dark colours", icon: IconMoon, act: () => setColorScheme("dark") },
    { id: "light", label: "Light colours", icon: IconSun, act: () => setColorScheme("light") },
    { id: "keys", label: "Show the keys", icon: IconKeyboard, act: onHelp },
  ];
}
