"use client";
// Who you are, the colour scheme, and what a narrow screen has no room for.
import { ActionIcon, UnstyledButton, useMantineColorScheme } from "@mantine/core";
import { IconCheck, IconDeviceDesktop, IconKeyboard, IconMoon, IconSettings, IconSun, IconUser } from "@tabler/icons-react";
import { DropPanel } from "#components/ui/drop-panel.tsx";
import { PageLink } from "#components/ui/page-link.tsx";
import { useHealth } from "#lib/client/settings/use-health.ts";
import classes from "./account-menu.module.css";

const SCHEMES = [
  { value: "light", label: "Light", icon: IconSun },
  { value: "dark", label: "Dark", icon: IconMoon },
  { value: "auto", label: "As the system", icon: IconDeviceDesktop },
] as const;

export function AccountMenu({ onHelp }: { onHelp: () => void }) {
  const { data } = useHealth();
  return (
    <DropPanel
      label="Account, colours and keys"
      align="end"
      widthPx={232}
      trigger={(props) => (
        <ActionIcon {...props} data-hint={data?.identity ?? "Account, colours and keys"} aria-label="Account, colours and keys">
          <IconUser size={17} stroke={1.7} />
        </ActionIcon>
      )}
    >
      {() => <AccountChoices identity={data?.identity} onHelp={onHelp} />}
    </DropPanel>
  );
}

function AccountChoices({ identity, onHelp }: { identity: string | undefined; onHelp: () => void }) {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <div className={classes.menu}>
      <p className={classes.label}>{identity ? `Signed in as ${identity}` : "Nobody is signed in"}</p>
      <p className={classes.label}>Colours</p>
      {SCHEMES.map(({ value, label, icon: Icon }) => (
        <UnstyledButton key={value} className={classes.item} aria-pressed={colorScheme === value} onClick={() => setColorScheme(value)}>
          <Icon size={15} aria-hidden />
          <span className={classes.grow}>{label}</span>
          {colorScheme === value && <IconCheck size={15} aria-hidden />}
        </UnstyledButton>
      ))}
      <hr className={classes.line} />
      <UnstyledButton className={classes.item} onClick={onHelp}>
        <IconKeyboard size={15} aria-hidden />
        <span className={classes.grow}>Keys</span>
        <kbd>?</kbd>
      </UnstyledButton>
      <PageLink className={classes.item} to={{ page: "settings" }}>
        <IconSettings size={15} aria-hidden />
        <span className={classes.grow}>Settings</span>
      </PageLink>
    </div>
  );
}
