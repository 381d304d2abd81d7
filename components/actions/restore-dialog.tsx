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

/** Without a type until one is chosen, where none can be suggested. */
type RestoreFields = Omit<RestoreRequest, "kind" | "snapshotId" | "sku"> & { sku: RestoreRequest["sku"] | "" };

const NO_ZONE = "none";

export function RestoreDialog({ snapshotId, opened, onClose }: SnapshotDialogProps) {
  const options = usePlanOptions(restoreOptions, restoreWords.kind, snapshotId, opened);
  return (
    <ActionForm
      words={restoreWords}
      title={`Restore ${resourceName(snapshotId)} to a new disk`}
      opened={opened}
      onClose={onClose}
      options={options}
      initial={initialFields}
      // What is not chosen is refused by the schema, in its own words.
      request={(fields) => ({ kind: "restore", snapshotId, ...fields }) as RestoreRequest}
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
        suggested={options.suggestedGroup}
        region={options.suggestedRegion}
        noun="disk"
        error={errors.targetResourceGroup}
        onChange={(targetResourceGroup) => set({ targetResourceGroup })}
      />
      <ChoiceSelect
        label="Disk type"
        placeholder="Choose a disk type"
        description={typeNote(fields.sku, options)}
        choices={options.skus}
        value={fields.sku || undefined}
        error={fields.sku === "" ? undefined : errors.sku}
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
  const { suggestedGroup } = options;
  return {
    targetResourceGroup: suggestedGroup.isGuess ? "" : suggestedGroup.name,
    diskName: options.suggestedName,
    sku: (asBefore(options)?.value ?? "") as RestoreFields["sku"],
    sizeGib: options.minSizeGib,
  };
}

function asBefore({ skus }: RestoreOptions) {
  return skus.find((choice) => choice.possible && choice.recommended);
}

/** Why this type stands there before anybody chose; that one has to, where it is not known. */
function typeNote(sku: string, options: RestoreOptions): string | undefined {
  const suggested = asBefore(options);
  if (!suggested) return sku === "" ? `Choose one. ${options.skuReason}` : options.skuReason;
  return sku === suggested.value ? options.skuReason : `The disk was ${suggested.label}.`;
}
