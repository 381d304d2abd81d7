// Copy an incremental snapshot to another region: Azure copies in the background, the app watches until it is whole.
import type { SnapshotDialogProps } from "#components/operations/kinds/operation-ui.ts";
import { usePlanOptions } from "#lib/client/operations/use-plan-options.ts";
import { resourceName } from "#lib/domain/inventory/inventory.ts";
import { type CopyOptions, type CopyRequest, copyOptions } from "#lib/operations/kinds/copy/request.ts";
import { copyWords } from "#lib/operations/kinds/copy/words.ts";
import { ActionForm, type FieldProps } from "./action-form.tsx";
import { ChoiceSelect } from "./choice-select.tsx";
import { NameInput } from "./name-input.tsx";
import { ResourceGroupSelect } from "./resource-group-select.tsx";

type CopyFields = Omit<CopyRequest, "kind" | "snapshotId">;

export function CopyDialog({ snapshotId, opened, onClose }: SnapshotDialogProps) {
  const options = usePlanOptions(copyOptions, copyWords.kind, snapshotId, opened);
  return (
    <ActionForm
      words={copyWords}
      title={`Copy ${resourceName(snapshotId)} to another region`}
      opened={opened}
      onClose={onClose}
      options={options}
      initial={initialFields}
      request={(fields) => ({ kind: "copy", snapshotId, ...fields })}
      startLabel={(fields, offered) => `Copy to ${labelOf(offered.regions, fields.targetRegion)}`}
      fields={(props) => <CopyFieldset {...props} />}
    />
  );
}

function CopyFieldset({ fields, options, errors, set }: FieldProps<CopyFields, CopyOptions>) {
  return (
    <>
      <ChoiceSelect
        label="To region"
        searchable
        data-autofocus
        choices={options.regions}
        value={fields.targetRegion}
        error={errors.targetRegion}
        onChange={(targetRegion) => set({ targetRegion })}
      />
      <ResourceGroupSelect
        groups={options.resourceGroups}
        value={fields.targetResourceGroup}
        error={errors.targetResourceGroup}
        onChange={(targetResourceGroup) => set({ targetResourceGroup })}
      />
      <NameInput
        label="Name of the copy"
        value={fields.targetName}
        error={errors.targetName}
        onChange={(targetName) => set({ targetName })}
      />
      <ChoiceSelect
        label="Redundancy"
        description="Zone-redundant is Azure's default where the region has zones."
        choices={options.skus}
        value={fields.sku}
        error={errors.sku}
        onChange={(sku) => set({ sku: sku as CopyFields["sku"] })}
      />
    </>
  );
}

function initialFields(options: CopyOptions): CopyFields {
  const possible = (choices: CopyOptions["skus"]) =>
    (choices.find((c) => c.possible && c.recommended) ?? choices.find((c) => c.possible))?.value;
  return {
    targetRegion: options.suggestedRegion ?? possible(options.regions) ?? "",
    targetResourceGroup: options.suggestedResourceGroup ?? options.resourceGroups[0]?.name ?? "",
    targetName: options.suggestedName,
    sku: (possible(options.skus) ?? "Standard_LRS") as CopyFields["sku"],
  };
}

function labelOf(choices: CopyOptions["regions"], value: string): string {
  return choices.find((choice) => choice.value === value)?.label ?? value;
}
