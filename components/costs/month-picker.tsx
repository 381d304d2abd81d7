// A month of the bill, in UTC: one back, one forward, or any of the last two years.
import { ActionIcon, Group, NativeSelect } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { monthLabel } from "./month-label.ts";
import { monthsToChoose } from "./months-to-choose.ts";

export interface MonthPickerProps {
  month: string;
  /** The month that runs now; there is no later one to look at. */
  latest: string;
  onMonth(month: string): void;
}

export function MonthPicker({ month, latest, onMonth }: MonthPickerProps) {
  const months = monthsToChoose(latest, month);
  const at = months.indexOf(month);
  const [older, newer] = [months[at + 1], at > 0 ? months[at - 1] : undefined];
  return (
    <Group gap={4} wrap="nowrap">
      <ActionIcon variant="default" size={34} aria-label="Previous month" disabled={!older} onClick={() => older && onMonth(older)}>
        <IconChevronLeft size={16} />
      </ActionIcon>
      <NativeSelect
        aria-label="Month, UTC"
        size="sm"
        w={170}
        value={month}
        onChange={(event) => onMonth(event.currentTarget.value)}
        data={months.map((value) => ({ value, label: monthLabel(value) }))}
      />
      <ActionIcon variant="default" size={34} aria-label="Next month" disabled={!newer} onClick={() => newer && onMonth(newer)}>
        <IconChevronRight size={16} />
      </ActionIcon>
    </Group>
  );
}
