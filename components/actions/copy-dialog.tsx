// Copy an incremental snapshot to another region: Azure copies in the background, the app watches until it is whole.
import { Alert, Button } from "@mantine/core";
import { useState } from "react";
import type { SnapshotDialogProps } from "#components/operations/kinds/operation-ui.ts";
import { usePlanOptions } from "#lib/client/operations/use-plan-options.ts";
import { formatCount } from "#lib/domain/format.ts";
import { resourceName } from "#lib/domain/inventory/inventory.ts";
import { type CopyOptions, copyOptions } from "#lib/operations/kinds/copy/request.ts";
import { copyWords } from "#lib/operations/kinds/copy/words.ts";
import { ActionForm, type FieldProps } from "./action-form.tsx";
import { ChoiceSelect } from "./choice-select.tsx";
import { type CopyFields, earlierMissing, inRegion } from "./copy-fields.ts";
import { NameInput } from "./name-input.tsx";
import { ResourceGroupSelect } from "./resource-group-select.tsx";

/** It may turn to an earlier snapshot of the chain, which must be copied first if it is to be copied at all. */
export function CopyDialog({ snapshotId, opened, onClose }: SnapshotDialogProps) {
  const [earlierId, setEarlierId] = useState<string>();
  const chosenId = earlierId ?? snapshotId;
  const close = () => {
    setEarlierId(undefined);
    onClose();
  };
  const options = usePlanOptions(copyOptions, copyWords, chosenId, opened);
  return (
    <ActionForm
      key={chosenId}
      words={copyWords}
      title={`Copy ${resourceName(chosenId)} to another region`}
      opened={opened}
      onClose={close}
      options={options}
      initial={initialFields}
      request={(fields) => ({ kind: "copy", snapshotId: chosenId, ...fields })}
      startLabel={(fields, offered) => `Copy to ${labelOf(offered.regions, fields.targetRegion)}`}
      fields={(props) => <CopyFieldset {...props} onEarlier={setEarlierId} />}
    />
  );
}

function CopyFieldset({ fields, options, errors, set, onEarlier }: FieldProps<CopyFields, CopyOptions> & { onEarlier(id: string): void }) {
  return (
    <>
      <ChoiceSelect
        label="To region"
        searchable
        data-autofocus
        choices={options.regions}
        value={fields.targetRegion}
        error={errors.targetRegion}
        onChange={(targetRegion) => set(inRegion(fields, options, targetRegion))}
      />
      <EarlierOnes options={options} region={fields.targetRegion} onEarlier={onEarlier} />
      <ResourceGroupSelect
        groups={options.resourceGroups}
        value={fields.targetResourceGroup}
        suggested={options.suggestedGroups[fields.targetRegion]}
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

interface EarlierOnesProps {
  options: CopyOptions;
  region: string;
  onEarlier(id: string): void;
}

/** Once this one is there, they can follow no more: they are offered before. */
function EarlierOnes({ options, region, onEarlier }: EarlierOnesProps) {
  const missing = earlierMissing(options, region);
  const [oldest] = missing;
  if (!oldest) return null;
  const have = missing.length === 1 ? "1 earlier snapshot has" : `${formatCount(missing.length)} earlier snapshots have`;
  return (
    <Alert color="gray" variant="light" p="xs">
      {have} no copy in {labelOf(options.regions, region)}. Azure copies in the order of creation, one at a time: to have{" "}
      {missing.length === 1 ? "it" : "them"} there too, begin with the oldest.
      <Button variant="default" size="xs" mt={6} onClick={() => onEarlier(oldest.id)}>
        Copy {oldest.name} first
      </Button>
    </Alert>
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
