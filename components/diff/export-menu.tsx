// The same ranges for other tools, and a link to exactly this view.
import { Button, Group, Menu, Text } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { IconCheck, IconChevronDown, IconDownload, IconLink } from "@tabler/icons-react";

const FORMATS = [
  { format: "csv", label: "CSV", note: "offset, length, kind; bytes, half-open" },
  { format: "json", label: "JSON", note: "the first 10,000 ranges, paged by start" },
  { format: "ddrescue", label: "ddrescue map", note: "for ddrescue, ddrescueview and the like" },
  { format: "bin", label: "Binary", note: "delta-coded, about 4 bytes a range" },
] as const;

export function ExportMenu({ base, target }: { base: string; target: string }) {
  const href = (format: string) =>
    `/api/diffs/ranges?${new URLSearchParams({ base, target, format, ...(format === "json" ? { limit: "10000" } : {}) })}`;
  return (
    <Group gap="xs" wrap="nowrap">
      <CopyLink />
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <Button size="xs" variant="default" leftSection={<IconDownload size={14} />} rightSection={<IconChevronDown size={14} />}>
            Export
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {FORMATS.map(({ format, label, note }) => (
            <Menu.Item key={format} component="a" href={href(format)} download>
              {label}
              <Text size="xs" c="dimmed">
                {note}
              </Text>
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}

function CopyLink() {
  const clipboard = useClipboard({ timeout: 2000 });
  return (
    <Button
      size="xs"
      variant="default"
      // The address at the moment of the click: zooming changes it without a render.
      onClick={() => clipboard.copy(window.location.href)}
      leftSection={clipboard.copied ? <IconCheck size={14} /> : <IconLink size={14} />}
    >
      {clipboard.copied ? "Link copied" : "Copy link"}
    </Button>
  );
}
