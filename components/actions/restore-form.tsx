// Restore a snapshot, full or incremental, to a new managed disk: always the complete disk of that moment.
import type { SnapshotDialogProps } from "#components/operations/kinds/operation-ui.ts";
import { usePlanOptions } from "#lib/client/operations/use-plan-options.ts";
import { type RestoreOptions, type RestoreRequest, restoreOptions } from "#lib/operations/kinds/restore/request.ts";
import { restoreWords } from "#lib/operations/kinds/restore/words.ts";
import { type FieldProps, FormInDialog } from "./action-form.tsx";
import { DiskGroupFields, DiskShapeFields, typeAsBefore } from "./new-disk-fields.tsx";

/** Without a type until one is chosen, where none can be suggested. */
type RestoreFields = Omit<RestoreRequest, "kind" | "snapshotId" | "sku"> & { sku: RestoreRequest["sku"] | "" };

export function RestoreForm({ snapshotId, opened, onClose }: SnapshotDialogProps) {
  const options = usePlanOptions(restoreOptions, restoreWords, snapshotId, opened);
  return (
    <FormInDialog
      words={restoreWords}
      opened={opened}
      onClose={onClose}
      options={options}
      initial={initialFields}
      // What is not chosen is refused by the schema, in its own words.
      request={(fields) => ({ kind: restoreWords.kind, snapshotId, ...fields }) as RestoreRequest}
      startLabel={(fields) => (fields.diskName ? `Restore to ${fields.diskName}` : "Restore to a new disk")}
      fields={(props) => <RestoreFieldset {...props} />}
    />
  );
}

function RestoreFieldset(props: FieldProps<RestoreFields, RestoreOptions>) {
  return (
    <>
      <DiskGroupFields {...props} />
      <DiskShapeFields {...props} />
    </>
  );
}

function initialFields(options: RestoreOptions): RestoreFields {
  const { suggestedGroup } = options;
  return {
    targetResourceGroup: suggestedGroup.isGuess ? "" : suggestedGroup.name,
    diskName: options.suggestedName,
    sku: (typeAsBefore(options)?.value ?? "") as RestoreFields["sku"],
    sizeGib: options.minSizeGib,
  };
}
