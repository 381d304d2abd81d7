"use client";
import { Kbd, UnstyledButton } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { usePreferences } from "#lib/client/settings/preferences.ts";
import { AccountMenu } from "./account-menu.tsx";
import { AzureBadge } from "./azure-badge.tsx";
import { DataAge } from "./data-age.tsx";
import { ScopePicker } from "./scope-picker.tsx";
import classes from "./top-bar.module.css";

export function TopBar({ onSearch, onHelp }: { onSearch: () => void; onHelp: () => void }) {
  const { singleKeys } = usePreferences();
  return (
    <header className={classes.bar}>
      <ScopePicker />
      <UnstyledButton className={classes.search} onClick={onSearch} aria-label="Search disks, snapshots, operations and commands">
        <IconSearch size={15} stroke={1.7} aria-hidden />
        <span className={classes.searchText}>Search</span>
        <Kbd size="xs" className={classes.kbd}>
          {singleKeys ? "/" : "Ctrl K"}
        </Kbd>
      </UnstyledButton>
      <div className={classes.right}>
        <AzureBadge />
        <DataAge />
        <AccountMenu onHelp={onHelp} />
      </div>
    </header>
  );
}
