// Try a restore out: a temporary disk is made, looked at and deleted.
import type { SnapshotDialogProps } from "#components/operations/kinds/operation-ui.ts";
import { usePlanOptions } from "#lib/client/operations/use-plan-options.ts";
import { resourceName } from "#lib/domain/inventory/inventory.ts";
import { type RehearseOptions, type RehearseRequest, rehearseOptions } from "#lib/operations/kinds/rehearse/request.ts";
import { rehearseWords } from "#lib/operations/kinds/rehearse/words.ts";
import { ActionForm, type FieldProps } from "./action-form.tsx";
import { NameInput } from "./name-input.tsx";
import { ResourceGroupSelect } from "./resource-group-select.tsx";

type RehearseFields = Omit<RehearseRequest, "kind" | "snapshotId">;

export function RehearseDialog({ snapshotId, opened, onClose }: SnapshotDialogProps) {
  const options = usePlanOptions(rehearseOptions, rehearseWords, snapshotId, opened);
  return (
    <ActionForm
      words={rehearseWords}
      title={`Rehearse a restore of ${resourceName(snapshotId)}`}
      opened={opened}
      onClose={onClose}
      options={options}
      initial={({ suggestedGroup, suggestedName }) => ({
        targetResourceGroup: suggestedGroup.isGuess ? "" : suggestedGroup.name,
        diskName: suggestedName,
      })}
      request={(fields) => ({ kind: "rehearse", snapshotId, ...fields })}
      startLabel={() => "Rehearse"}
      fields={(props) => <RehearseFieldset {...props} />}
    />
  );
}

function RehearseFieldset({ fields, options, errors, set }: FieldProps<RehearseFields, RehearseOptions>) {
  return (
    <>
      <NameInput
        label="Name of the temporary disk"
        value={fields.diskName}
        error={errors.diskName}
        onChange={(diskName) => set({ diskName })}
      />
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
