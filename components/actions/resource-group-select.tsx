// Where something new is made. What is suggested comes with its reason; a guess is named and never chosen for somebody.
import { Button, Select } from "@mantine/core";
import type { ResourceGroupChoice } from "#lib/contract/plans.ts";
import { regionLabel } from "#lib/domain/inventory/azure-region.ts";
import type { SuggestedGroup } from "#lib/domain/plans/group-choice.ts";
import { groupNote, isSameGroup } from "./group-note.ts";
import classes from "./resource-group-select.module.css";

export interface ResourceGroupSelectProps {
  groups: ResourceGroupChoice[];
  /** Empty: none is chosen yet. */
  value: string;
  suggested: SuggestedGroup | undefined;
  /** Where the new thing is made, whatever the group's region. */
  region: string;
  /** "disk", "copy". */
  noun: string;
  error: string | undefined;
  onChange(name: string): void;
}

export function ResourceGroupSelect({ groups, value, suggested, region, noun, error, onChange }: ResourceGroupSelectProps) {
  const isUnlisted = value !== "" && !groups.some(({ name }) => isSameGroup(name, value));
  const options = groups.map((group) => ({ value: group.name, label: `${group.name} · ${regionLabel(group.region)}` }));
  return (
    <div className={classes.why}>
      <Select
        w="100%"
        label="Resource group"
        placeholder="Choose a resource group"
        description={groupNote({ groups, value, suggested, region, noun })}
        searchable
        allowDeselect={false}
        value={groups.find(({ name }) => isSameGroup(name, value))?.name ?? (value || null)}
        // Before anything was chosen the note says what is needed.
        error={value === "" ? undefined : error}
        required={value === ""}
        withAsterisk={false}
        onChange={(name) => name && onChange(name)}
        data={isUnlisted ? [{ value, label: value }, ...options] : options}
        nothingFoundMessage="No resource group of that name in this subscription."
      />
      {suggested?.isGuess && value === "" && (
        <Button variant="default" size="compact-xs" onClick={() => onChange(suggested.name)}>
          Use {suggested.name}
        </Button>
      )}
    </div>
  );
}
