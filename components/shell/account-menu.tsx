"use client";
// Who you are, the colour scheme, and what a narrow screen has no room for.
import { ActionIcon, Menu, Tooltip, useMantineColorScheme } from "@mantine/core";
import { IconDeviceDesktop, IconKeyboard, IconMoon, IconSettings, IconSun, IconUser } from "@tabler/icons-react";
import Link from "next/link";
import { useScopedHref } from "#lib/client/scope.ts";
import { useHealth } from "#lib/client/use-health.ts";

const SCHEMES = [
  { value: "light", label: "Light", icon: IconSun },
  { value: "dark", label: "Dark", icon: IconMoon },
  { value: "auto", label: "As the system", icon: IconDeviceDesktop },
] as const;

export function AccountMenu({ onHelp }: { onHelp: () => void }) {
  const { data } = useHealth();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const href = useScopedHref();
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <Tooltip label={data?.identity ?? "Account and colours"}>
          <ActionIcon aria-label="Account, colours and keys">
            <IconUser size={17} stroke={1.7} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{data ? `Signed in as: ${data.identity}` : "Account"}</Menu.Label>
        <Menu.Divider />
        <Menu.Label>Colours</Menu.Label>
        {SCHEMES.map(({ value, label, icon: Icon }) => (
          <Menu.Item
            key={value}
            leftSection={<Icon size={15} />}
            rightSection={colorScheme === value ? "✓" : undefined}
            aria-current={colorScheme === value || undefined}
            onClick={() => setColorScheme(value)}
          >
            {label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconKeyboard size={15} />} rightSection="?" onClick={onHelp}>
          Keys
        </Menu.Item>
        <Menu.Item leftSection={<IconSettings size={15} />} component={Link} href={href("/settings")}>
          Settings
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
