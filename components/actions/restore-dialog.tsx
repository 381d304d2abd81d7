// Restore a snapshot, full or incremental, to a new managed disk: always the complete disk of that moment.
import type { SnapshotDialogProps } from "#components/operations/kinds/operation-ui.ts";
import { usePlanOptions } from "#lib/client/operations/use-plan-options.ts";
import { resourceName } from "#lib/domain/inventory/inventory.ts";
import { type RestoreOptions, type RestoreRequest, restoreOptions } from "#lib/operations/kinds/restore/request.ts";
import { restoreWords } from "#lib/operations/kinds/restore/words.ts";
import { ActionForm, type FieldProps } from "./action-form.tsx";
import { ChoiceSelect } from "./choice-select.tsx";
import { NameInput } from "./name-input.tsx";
import { ResourceGroupSelect } from "./resource-group-select.tsx";
import { SizeInput } from "./size-input.tsx";

type RestoreFields = Omit<RestoreRequest, "kind" | "snapshotId">;

const NO_ZONE = "none";

export function RestoreDialog({ snapshotId, opened, onClose }: SnapshotDialogProps) {
  const options = usePlanOptions(restoreOptions, restoreWords, snapshotId, opened);
  return (
    <ActionForm
      words={restoreWords}
      title={`Restore ${resourceName(snapshotId)} to a new disk`}
      opened={opened}
      onClose={onClose}
      options={options}
      initial={initialFields}
      request={(fields) => ({ kind: "restore", snapshotId, ...fields })}
      startLabel={(fields) => (fields.diskName ? `Restore to ${fields.diskName}` : "Restore to a new disk")}
      fields={(props) => <RestoreFieldset {...props} />}
    />
  );
}

function RestoreFieldset({ fields, options, errors, set }: FieldProps<RestoreFields, RestoreOptions>) {
  const zones = [{ value: NO_ZONE, label: "No zone", possible: true }, ...options.zones];
  return (
    <>
      <NameInput label="Name of the disk" value={fields.diskName} error={errors.diskName} onChange={(diskName) => set({ diskName })} />
      <ResourceGroupSelect
        groups={options.resourceGroups}
        value={fields.targetResourceGroup}
        suggested={{ name: options.suggestedResourceGroup, reason: options.groupReason }}
        error={errors.targetResourceGroup}
        onChange={(targetResourceGroup) => set({ targetResourceGroup })}
      />
      <ChoiceSelect
        label="Disk type"
        choices={options.skus}
        value={fields.sku}
        error={errors.sku}
        onChange={(sku) => set({ sku: sku as RestoreFields["sku"] })}
      />
      <SizeInput
        value={fields.sizeGib}
        minGib={options.minSizeGib}
        maxGib={options.maxSizeGib}
        error={errors.sizeGib}
        onChange={(sizeGib) => set({ sizeGib })}
      />
      {options.zones.length > 0 && (
        <ChoiceSelect
          label="Availability zone"
          choices={zones}
          value={fields.zone ?? NO_ZONE}
          error={errors.zone}
          onChange={(zone) => set({ zone: zone === NO_ZONE ? undefined : (zone as RestoreFields["zone"]) })}
        />
      )}
    </>
  );
}

function initialFields(options: RestoreOptions): RestoreFields {
  const sku = options.skus.find((c) => c.possible && c.recommended) ?? options.skus.find((c) => c.possible);
  return {
    targetResourceGroup: options.suggestedResourceGroup ?? options.resourceGroups[0]?.name ?? "",
    diskName: options.suggestedName,
    sku: (sku?.value ?? "StandardSSD_LRS") as RestoreFields["sku"],
    sizeGib: options.minSizeGib,
  };
}
