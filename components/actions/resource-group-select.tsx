import { Select } from "@mantine/core";
import type { ResourceGroupChoice } from "#lib/contract/plans.ts";
import { regionLabel } from "#lib/domain/inventory/azure-region.ts";

export interface ResourceGroupSelectProps {
  groups: ResourceGroupChoice[];
  value: string;
  /** What is suggested, and why. */
  suggested?: { name: string; reason: string } | undefined;
  error: string | undefined;
  onChange(name: string): void;
}

/** A group may hold resources of any region; its own is shown because people look for it. */
export function ResourceGroupSelect({ groups, value, suggested, error, onChange }: ResourceGroupSelectProps) {
  return (
    <Select
      label="Resource group"
      description={suggested?.name === value ? suggested.reason : suggested && `${suggested.name} is suggested. ${suggested.reason}`}
      searchable
      allowDeselect={false}
      value={value || null}
      error={error}
      onChange={(name) => name && onChange(name)}
      data={groups.map((group) => ({ value: group.name, label: `${group.name} · ${regionLabel(group.region)}` }))}
      nothingFoundMessage="No resource group of that name in this subscription."
    />
  );
}
