// Restore a recovery point of a replica to a new disk. Azure reads nothing off a blob: what starts from the disk is asked for.
import { usePlanOptions } from "#lib/client/operations/use-plan-options.ts";
import { type PointAddress, parsePointId } from "#lib/domain/replication/point-id.ts";
import {
  type RestoreReplicaOptions,
  type RestoreReplicaRequest,
  restoreReplicaOptions,
} from "#lib/operations/kinds/restore-replica/request.ts";
import { restoreReplicaWords } from "#lib/operations/kinds/restore-replica/words.ts";
import { type FieldProps, FormInDialog } from "./action-form.tsx";
import { ChoiceSelect } from "./choice-select.tsx";
import { DiskGroupFields, DiskShapeFields, type NewDiskFields, typeAsBefore } from "./new-disk-fields.tsx";

interface RestoreReplicaFields extends NewDiskFields {
  /** Empty until it is chosen, where it is not known. */
  system: RestoreReplicaRequest["system"] | "";
}

export interface RestoreReplicaFormProps {
  /** As toPointId names it. */
  pointId: string;
  opened: boolean;
  onClose(): void;
}

export function RestoreReplicaForm({ pointId, opened, onClose }: RestoreReplicaFormProps) {
  const options = usePlanOptions(restoreReplicaOptions, restoreReplicaWords, pointId, opened);
  return (
    <FormInDialog
      words={restoreReplicaWords}
      opened={opened}
      onClose={onClose}
      options={options}
      initial={initialFields}
      // What is not chosen is refused by the schema, in its own words.
      request={(fields) => ({ kind: restoreReplicaWords.kind, ...partsOf(pointId), ...fields }) as RestoreReplicaRequest}
      startLabel={(fields) => (fields.diskName ? `Restore to ${fields.diskName}` : "Restore to a new disk")}
      fields={(props) => <RestoreReplicaFieldset {...props} />}
    />
  );
}

function RestoreReplicaFieldset(props: FieldProps<RestoreReplicaFields, RestoreReplicaOptions>) {
  const { fields, options, errors, set } = props;
  return (
    <>
      <DiskGroupFields {...props} />
      <ChoiceSelect
        label="On the disk"
        placeholder="Choose what is on it"
        description={options.systemReason}
        choices={options.systems}
        value={fields.system || undefined}
        error={fields.system === "" ? undefined : errors.system}
        onChange={(system) => set({ system: system as RestoreReplicaFields["system"] })}
      />
      <DiskShapeFields {...props} />
    </>
  );
}

function initialFields(options: RestoreReplicaOptions): RestoreReplicaFields {
  const { suggestedGroup } = options;
  return {
    targetResourceGroup: suggestedGroup.isGuess ? "" : suggestedGroup.name,
    diskName: options.suggestedName,
    system: (options.systems.find(({ recommended }) => recommended)?.value ?? "") as RestoreReplicaFields["system"],
    sku: (typeAsBefore(options)?.value ?? "") as NewDiskFields["sku"],
    sizeGib: options.minSizeGib,
  };
}

function partsOf(pointId: string) {
  const { place, uniqueId } =
    parsePointId(pointId) ?? ({ place: { accountId: "", container: "", name: "" }, uniqueId: "" } satisfies PointAddress);
  return { accountId: place.accountId, container: place.container, replica: place.name, uniqueId };
}
