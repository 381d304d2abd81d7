// Take a snapshot of a disk, and of the other disks of its machine with it.
import type { DiskDialogProps } from "#components/operations/kinds/operation-ui.ts";
import { usePlanOptions } from "#lib/client/operations/use-plan-options.ts";
import { resourceName, type SnapshotKind } from "#lib/domain/inventory/inventory.ts";
import type { SnapshotSku } from "#lib/domain/inventory/snapshot-sku.ts";
import type { Choice } from "#lib/domain/plans/plan.ts";
import { type SnapshotOptions, snapshotOptions } from "#lib/operations/kinds/take-snapshot/request.ts";
import { snapshotWords } from "#lib/operations/kinds/take-snapshot/words.ts";
import { ActionForm, type FieldProps } from "./action-form.tsx";
import { ChoiceSelect } from "./choice-select.tsx";
import { DisksToTake } from "./disks-to-take.tsx";
import { ResourceGroupSelect } from "./resource-group-select.tsx";
import { INSTANT_CHOICES, initialSnapshotFields, NO_INSTANT_ACCESS, ofType, type SnapshotFields } from "./take-snapshot-fields.ts";

export function SnapshotDialog({ diskId, opened, onClose }: DiskDialogProps) {
  const options = usePlanOptions(snapshotOptions, snapshotWords, diskId, opened);
  return (
    <ActionForm
      words={snapshotWords}
      title={`Take a snapshot of ${resourceName(diskId)}`}
      opened={opened}
      onClose={onClose}
      options={options}
      initial={initialSnapshotFields}
      request={(fields) => ({ kind: "take-snapshot", ...fields })}
      startLabel={({ disks }) => (disks.length === 1 ? "Take the snapshot" : `Take ${disks.length} snapshots`)}
      fields={(props) => <SnapshotFieldset {...props} />}
    />
  );
}

function SnapshotFieldset({ fields, options, errors, set }: FieldProps<SnapshotFields, SnapshotOptions>) {
  return (
    <>
      <DisksToTake
        choices={options.disks}
        machineName={options.machineName}
        value={fields.disks}
        errors={errors}
        onChange={(disks) => set({ disks })}
      />
      <ResourceGroupSelect
        groups={options.resourceGroups}
        value={fields.targetResourceGroup}
        suggested={options.suggestedGroup}
        region={options.region}
        noun="snapshot"
        error={errors.targetResourceGroup}
        onChange={(targetResourceGroup) => set({ targetResourceGroup })}
      />
      <ChoiceSelect
        label="Type"
        description={reasonOf(options.types, fields.type)}
        choices={options.types}
        value={fields.type}
        error={errors.type}
        onChange={(type) => set(ofType(options, type as SnapshotKind))}
      />
      <ChoiceSelect
        label="Storage"
        description={fields.type === "incremental" ? "Standard HDD, as all incremental snapshots." : undefined}
        choices={options.skus[fields.type]}
        value={fields.sku}
        error={errors.sku}
        onChange={(sku) => set({ sku: sku as SnapshotSku })}
      />
      {options.instantAccess.possible && fields.type === "incremental" && (
        <ChoiceSelect
          label="Instant access"
          description="Disks can be made from it at once, before Azure has copied its data in the background."
          choices={INSTANT_CHOICES}
          value={String(fields.instantAccessMinutes ?? NO_INSTANT_ACCESS)}
          error={errors.instantAccessMinutes}
          onChange={(minutes) => set({ instantAccessMinutes: minutes === NO_INSTANT_ACCESS ? undefined : Number(minutes) })}
        />
      )}
    </>
  );
}

function reasonOf(choices: readonly Choice[], value: string): string | undefined {
  return choices.find((choice) => choice.value === value)?.reason;
}
