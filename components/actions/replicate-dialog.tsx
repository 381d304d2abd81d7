// Replicate snapshots of a chain to page blobs: to a replica that is there already, or to a new one.
import { Alert, Autocomplete } from "@mantine/core";
import { usePlanOptions } from "#lib/client/operations/use-plan-options.ts";
import { formatCount } from "#lib/domain/format.ts";
import { type ReplicateOptions, replicateOptions } from "#lib/operations/kinds/replicate/request.ts";
import { accountName, countText, replicateWords } from "#lib/operations/kinds/replicate/words.ts";
import { ActionForm, type FieldProps } from "./action-form.tsx";
import { ChoiceSelect } from "./choice-select.tsx";
import { NameInput } from "./name-input.tsx";
import {
  existingReplicas,
  initialReplicateFields,
  keyOfReplica,
  NEW,
  type ReplicateFields,
  replicateRequestOf,
  toAccount,
} from "./replicate-fields.ts";
import { SnapshotMembers } from "./snapshot-members.tsx";

interface ReplicateDialogProps {
  /** Oldest first; one at least. */
  chosen: readonly { id: string; name: string }[];
  opened: boolean;
  onClose(): void;
}

export function ReplicateDialog({ chosen, opened, onClose }: ReplicateDialogProps) {
  const options = usePlanOptions(replicateOptions, replicateWords, chosen.at(-1)?.id ?? "", opened);
  return (
    <ActionForm
      words={replicateWords}
      title="Replicate to page blobs"
      opened={opened}
      onClose={onClose}
      options={options}
      initial={initialReplicateFields}
      request={(fields, offered) => ({ kind: "replicate", ...replicateRequestOf(offered, fields, chosen) })}
      startLabel={({ accountId }) => `Replicate ${countText(chosen.length)} to ${accountName(accountId)}`}
      fields={(props) => <ReplicateFieldset {...props} members={chosen} />}
    />
  );
}

interface ReplicateFieldsetProps extends FieldProps<ReplicateFields, ReplicateOptions> {
  members: readonly { id: string; name: string }[];
}

function ReplicateFieldset({ fields, options, errors, set, members }: ReplicateFieldsetProps) {
  const { accountId } = fields;
  const place = options.places[accountId];
  const isNew = fields.replica === NEW;
  const existing = existingReplicas(options, accountId);
  return (
    <>
      <ChoiceSelect
        label="Storage account"
        description="Of any subscription and region that you may write to."
        searchable
        data-autofocus
        choices={options.accounts}
        value={accountId}
        error={errors["place.accountId"]}
        onChange={(next) => set(toAccount(options, fields, next))}
      />
      {place?.notRead && (
        <Alert color="yellow" variant="light" title="What is there could not be read">
          {place.notRead}
        </Alert>
      )}
      {existing.length > 0 && (
        <ChoiceSelect
          label="Replica"
          description="Going on with one writes only what changed."
          choices={[
            ...existing.map((one) => ({
              value: keyOfReplica(one),
              label: `${one.name} in ${one.container}`,
              possible: one.problem === undefined,
              reason: one.problem ?? pointsText(one),
              recommended: one.problem === undefined,
            })),
            { value: NEW, label: "A new one", possible: true },
          ]}
          value={fields.replica}
          error={isNew ? undefined : (errors["place.name"] ?? errors["place.container"])}
          onChange={(replica) => set({ replica })}
        />
      )}
      {isNew && (
        <>
          <Autocomplete
            label="Container"
            description="It is made where it is missing."
            data={place?.containers ?? []}
            value={fields.container}
            error={errors["place.container"]}
            spellCheck={false}
            onChange={(container) => set({ container })}
          />
          <NameInput label="Name of the replica" value={fields.name} error={errors["place.name"]} onChange={(name) => set({ name })} />
        </>
      )}
      <SnapshotMembers members={members} error={errors.snapshots} />
      <ChoiceSelect
        label="Optimised for"
        description="Which pages between changes are copied along to save requests."
        choices={options.objectives}
        value={fields.objective}
        error={errors.objective}
        onChange={(objective) => set({ objective: objective as ReplicateFields["objective"] })}
      />
    </>
  );
}

function pointsText({ points, newest }: ReplicateOptions["places"][string]["replicas"][number]): string {
  if (!newest) return "No recovery point yet.";
  return `${formatCount(points)} recovery ${points === 1 ? "point" : "points"}, that of ${newest.snapshotName} the newest.`;
}
