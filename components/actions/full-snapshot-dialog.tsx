// Make a full snapshot from a snapshot, in its region.
import type { SnapshotDialogProps } from "#components/operations/kinds/operation-ui.ts";
import { usePlanOptions } from "#lib/client/operations/use-plan-options.ts";
import { resourceName } from "#lib/domain/inventory/inventory.ts";
import type { SnapshotSku } from "#lib/domain/inventory/snapshot-sku.ts";
import { type FullSnapshotOptions, type FullSnapshotRequest, fullSnapshotOptions } from "#lib/operations/kinds/full-snapshot/request.ts";
import { fullSnapshotWords } from "#lib/operations/kinds/full-snapshot/words.ts";
import { ActionForm, type FieldProps } from "./action-form.tsx";
import { ChoiceSelect } from "./choice-select.tsx";
import { NameInput } from "./name-input.tsx";
import { ResourceGroupSelect } from "./resource-group-select.tsx";

type FullSnapshotFields = Omit<FullSnapshotRequest, "kind" | "snapshotId">;

export function FullSnapshotDialog({ snapshotId, opened, onClose }: SnapshotDialogProps) {
  const options = usePlanOptions(fullSnapshotOptions, fullSnapshotWords, snapshotId, opened);
  return (
    <ActionForm
      words={fullSnapshotWords}
      title={`Make a full snapshot from ${resourceName(snapshotId)}`}
      opened={opened}
      onClose={onClose}
      options={options}
      initial={initialFields}
      request={(fields) => ({ kind: "full-snapshot", snapshotId, ...fields })}
      startLabel={() => "Make the full snapshot"}
      fields={(props) => <FullSnapshotFieldset {...props} />}
    />
  );
}

function FullSnapshotFieldset({ fields, options, errors, set }: FieldProps<FullSnapshotFields, FullSnapshotOptions>) {
  return (
    <>
      <NameInput
        label="Name of the full snapshot"
        value={fields.targetName}
        error={errors.targetName}
        onChange={(targetName) => set({ targetName })}
      />
      <ResourceGroupSelect
        groups={options.resourceGroups}
        value={fields.targetResourceGroup}
        suggested={options.suggestedGroup}
        region={options.suggestedRegion}
        noun="snapshot"
        error={errors.targetResourceGroup}
        onChange={(targetResourceGroup) => set({ targetResourceGroup })}
      />
      <ChoiceSelect
        label="Storage"
        description={options.skus.find(({ value }) => value === fields.sku)?.reason}
        choices={options.skus}
        value={fields.sku}
        error={errors.sku}
        onChange={(sku) => set({ sku: sku as SnapshotSku })}
      />
    </>
  );
}

function initialFields({ suggestedGroup, suggestedName, skus }: FullSnapshotOptions): FullSnapshotFields {
  const possible = skus.filter((one) => one.possible);
  return {
    targetName: suggestedName,
    targetResourceGroup: suggestedGroup.isGuess ? "" : suggestedGroup.name,
    sku: ((possible.find(({ recommended }) => recommended) ?? possible[0])?.value ?? "Standard_LRS") as SnapshotSku,
  };
}
