"use client";
// What the palette can lead to: what the server finds, the pages, and commands.
import { useMantineColorScheme } from "@mantine/core";
import {
  IconArrowsExchange,
  IconDatabase,
  IconKeyboard,
  IconMoon,
  IconRefresh,
  type IconSearch,
  IconStack2,
  IconSun,
} from "@tabler/icons-react";
import { useInventoryRefresh } from "#lib/client/inventory/use-inventory-refresh.ts";
import { useGoToPage } from "#lib/client/shell/use-page-address.ts";
import { usePaletteSearch } from "#lib/client/shell/use-palette-search.ts";
import type { PageTarget } from "#lib/contract/page-target.ts";
import { formatBytes, TIME_UNKNOWN } from "#lib/domain/format.ts";
import { regionLabel } from "#lib/domain/inventory/azure-region.ts";
import { PAGE_ITEMS } from "./nav-items.ts";
import { exactFirst } from "./palette-groups.ts";

export interface PaletteEntry {
  id: string;
  label: string;
  description?: string;
  icon: typeof IconSearch;
  act: () => void;
}

export interface PaletteGroup {
  title: string;
  entries: PaletteEntry[];
}

export function usePaletteGroups(query: string, onHelp: () => void): { groups: PaletteGroup[]; isSearching: boolean } {
  const goToPage = useGoToPage();
  const found = usePaletteSearch(query);
  const commands = useCommands(onHelp);
  const go = (target: PageTarget) => () => goToPage(target);
  const words = query.trim().toLowerCase();
  const fits = (entry: PaletteEntry) => entry.label.toLowerCase().includes(words);
  const groups = [
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
      entries: PAGE_ITEMS.map((item) => ({ id: item.page, label: item.label, icon: item.icon, act: go({ page: item.page }) })).filter(fits),
    },
    { title: "Commands", entries: commands.filter(fits) },
  ];
  return { groups: exactFirst(groups, query), isSearching: found.isSearching };
}

function useCommands(onHelp: () => void): PaletteEntry[] {
  const refresh = useInventoryRefresh();
  const { setColorScheme } = useMantineColorScheme();
  return [
    { id: "refresh", label: "Read the inventory from Azure again", icon: IconRefresh, act: () => refresh.mutate() },
    { id: "dark", label: "Dark colours", icon: IconMoon, act: () => setColorScheme("dark") },
    { id: "light", label: "Light colours", icon: IconSun, act: () => setColorScheme("light") },
    { id: "keys", label: "Show the keys", icon: IconKeyboard, act: onHelp },
  ];
}
