// Which disks a snapshot is taken of, each with the name of its snapshot. One that cannot be says why.
import { Checkbox, Text } from "@mantine/core";
import { formatBytes } from "#lib/domain/format.ts";
import { sameResource } from "#lib/domain/inventory/inventory.ts";
import type { DiskChoice, SnapshotRequest } from "#lib/operations/kinds/take-snapshot/request.ts";
import { nameField } from "#lib/operations/kinds/take-snapshot/words.ts";
import classes from "./disks-to-take.module.css";
import { NameInput } from "./name-input.tsx";

type Chosen = SnapshotRequest["disks"];

export interface DisksToTakeProps {
  choices: readonly DiskChoice[];
  machineName: string | undefined;
  value: Chosen;
  errors: Record<string, string | undefined>;
  onChange(disks: Chosen): void;
}

export function DisksToTake({ choices, machineName, value, errors, onChange }: DisksToTakeProps) {
  const indexOf = ({ diskId }: DiskChoice) => value.findIndex((one) => sameResource(one.diskId, diskId));
  // In the order in which they are offered, however they were ticked.
  const inOrder = (disks: Chosen) => choices.flatMap(({ diskId }) => disks.find((one) => sameResource(one.diskId, diskId)) ?? []);
  const tick = (choice: DiskChoice, isOn: boolean) => {
    const others = value.filter(({ diskId }) => !sameResource(diskId, choice.diskId));
    onChange(inOrder(isOn ? [...others, { diskId: choice.diskId, name: choice.suggestedName }] : others));
  };
  const rename = (index: number, name: string) => onChange(value.map((one, i) => (i === index ? { ...one, name } : one)));
  const isOnly = choices.length === 1;
  return (
    <fieldset className={classes.disks}>
      {!isOnly && <legend className={classes.legend}>Disks{machineName && ` of ${machineName}`}</legend>}
      {choices.map((choice) => {
        const index = indexOf(choice);
        return (
          <div key={choice.diskId} className={classes.disk}>
            {!isOnly && (
              <Checkbox
                label={`${choice.diskName}${choice.provisionedBytes === undefined ? "" : `, ${formatBytes(choice.provisionedBytes)}`}`}
                description={choice.possible ? undefined : choice.reason}
                disabled={!choice.possible}
                checked={index >= 0}
                onChange={(event) => tick(choice, event.currentTarget.checked)}
              />
            )}
            {index >= 0 && (
              <NameInput
                label={isOnly ? "Name of the snapshot" : `Name of the snapshot of ${choice.diskName}`}
                value={value[index]?.name ?? ""}
                error={errors[nameField(index)]}
                onChange={(name) => rename(index, name)}
              />
            )}
          </div>
        );
      })}
      {errors.disks && (
        <Text size="xs" c="red" role="alert">
          {errors.disks}
        </Text>
      )}
    </fieldset>
  );
}
