// Restore the disks of a machine together, each from the snapshot nearest to one moment.
import { Checkbox, Text } from "@mantine/core";
import type { DiskDialogProps } from "#components/operations/kinds/operation-ui.ts";
import { usePlanOptions } from "#lib/client/operations/use-plan-options.ts";
import { resourceName } from "#lib/domain/inventory/inventory.ts";
import { type RestoreDisksOptions, type RestoreDisksRequest, restoreDisksOptions } from "#lib/operations/kinds/restore-disks/request.ts";
import { diskNameField, restoreDisksWords } from "#lib/operations/kinds/restore-disks/words.ts";
import { ActionForm, type FieldProps } from "./action-form.tsx";
import { ChoiceSelect } from "./choice-select.tsx";
import classes from "./disks-to-take.module.css";
import { NameInput } from "./name-input.tsx";
import { ResourceGroupSelect } from "./resource-group-select.tsx";
import {
  diskNameIn,
  initialRestoreDisksFields,
  momentChoices,
  type RestoreDisksFields,
  snapshotNameAt,
  spreadNote,
  toRestoreDisksRequest,
  withDisks,
} from "./restore-disks-fields.ts";

export function RestoreDisksDialog({ diskId, opened, onClose }: DiskDialogProps) {
  const options = usePlanOptions(restoreDisksOptions, restoreDisksWords, diskId, opened);
  return (
    <ActionForm
      words={restoreDisksWords}
      title={`Restore ${resourceName(diskId)} and the disks of its machine`}
      opened={opened}
      onClose={onClose}
      options={options}
      initial={initialRestoreDisksFields}
      request={(fields, offered) => ({ kind: restoreDisksWords.kind, ...toRestoreDisksRequest(fields, offered) }) as RestoreDisksRequest}
      startLabel={({ diskIds }) => (diskIds.length === 1 ? "Restore the disk" : `Restore ${diskIds.length} disks`)}
      fields={(props) => <RestoreDisksFieldset {...props} />}
    />
  );
}

function RestoreDisksFieldset({ fields, options, errors, set }: FieldProps<RestoreDisksFields, RestoreDisksOptions>) {
  return (
    <>
      <ChoiceSelect
        label="Moment"
        description={spreadNote(options, fields)}
        choices={momentChoices(options, fields)}
        value={fields.at || undefined}
        onChange={(at) => set({ at })}
      />
      <DisksToRestore fields={fields} options={options} errors={errors} set={set} />
      <ResourceGroupSelect
        groups={options.resourceGroups}
        value={fields.targetResourceGroup}
        suggested={options.suggestedGroup}
        region={options.suggestedRegion}
        noun="disk"
        error={errors.targetResourceGroup}
        onChange={(targetResourceGroup) => set({ targetResourceGroup })}
      />
    </>
  );
}

function DisksToRestore({ fields, options, errors, set }: FieldProps<RestoreDisksFields, RestoreDisksOptions>) {
  const { diskIds, names } = fields;
  const tick = (diskId: string, isOn: boolean) =>
    set(withDisks(fields, options, isOn ? [...diskIds, diskId] : diskIds.filter((id) => id !== diskId)));
  return (
    <fieldset className={classes.disks}>
      <legend className={classes.legend}>Disks{options.machineName && ` of ${options.machineName}`}, each of its type and zone</legend>
      {options.disks.map((disk) => {
        const index = diskIds.indexOf(disk.diskId);
        return (
          <div key={disk.diskId} className={classes.disk}>
            <Checkbox
              label={disk.diskName}
              description={disk.possible ? snapshotNameAt(options, fields, disk) : disk.reason}
              disabled={!disk.possible}
              checked={index >= 0}
              onChange={(event) => tick(disk.diskId, event.currentTarget.checked)}
            />
            {index >= 0 && (
              <NameInput
                label={`Name of the disk from ${disk.diskName}`}
                value={diskNameIn(fields, disk)}
                error={errors[diskNameField(index)]}
                onChange={(name) => set({ names: { ...names, [disk.diskId]: name } })}
              />
            )}
          </div>
        );
      })}
      {errors.snapshots && (
        <Text size="xs" c="red" role="alert">
          {errors.snapshots}
        </Text>
      )}
    </fieldset>
  );
}
