// Copy an incremental snapshot to another region: Azure copies in the background, the app watches until it is whole.
import { useState } from "react";
import type { SnapshotDialogProps } from "#components/operations/kinds/operation-ui.ts";
import { usePlanOptions } from "#lib/client/operations/use-plan-options.ts";
import { resourceName } from "#lib/domain/inventory/inventory.ts";
import { type CopyOptions, copyOptions } from "#lib/operations/kinds/copy/request.ts";
import { copyWords } from "#lib/operations/kinds/copy/words.ts";
import { ActionForm, type FieldProps } from "./action-form.tsx";
import { choiceLabel } from "./choice-label.ts";
import { ChoiceSelect } from "./choice-select.tsx";
import { type CopyFields, groupUnasked, inRegion } from "./copy-fields.ts";
import { EarlierOnes, LaterOnes } from "./copy-series.tsx";
import { NameInput } from "./name-input.tsx";
import { ResourceGroupSelect } from "./resource-group-select.tsx";

/** It may turn to an earlier snapshot of the chain, which must be copied first if it is to be copied at all. */
export function CopyDialog({ snapshotId, opened, onClose }: SnapshotDialogProps) {
  const [earlier, setEarlier] = useState<{ id: string; fields: CopyFields }>();
  const earlierId = earlier?.id;
  const chosenId = earlierId ?? snapshotId;
  const close = () => {
    setEarlier(undefined);
    onClose();
  };
  const options = usePlanOptions(copyOptions, copyWords.kind, chosenId, opened);
  // What it turned away from, for what comes after the earlier one.
  const ofWanted = usePlanOptions(copyOptions, copyWords.kind, snapshotId, opened && earlierId !== undefined).data;
  return (
    <ActionForm
      key={chosenId}
      words={copyWords}
      title={`Copy ${resourceName(chosenId)} to another region`}
      opened={opened}
      onClose={close}
      options={options}
      initial={(offered) => (earlier ? likeBefore(earlier.fields, offered) : initialFields(offered))}
      request={(fields) => ({ kind: "copy", snapshotId: chosenId, ...fields })}
      startLabel={(fields, offered) => `Copy to ${choiceLabel(offered.regions, fields.targetRegion)}`}
      fields={(props) => (
        <>
          {earlierId && ofWanted && (
            <LaterOnes
              options={ofWanted}
              region={props.fields.targetRegion}
              firstId={earlierId}
              wanted={resourceName(snapshotId)}
              onBack={() => setEarlier(undefined)}
            />
          )}
          <CopyFieldset {...props} onEarlier={(id) => setEarlier({ id, fields: props.fields })} />
        </>
      )}
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
        region={fields.targetRegion}
        noun="copy"
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

/** Of an earlier snapshot: where the later one was to go. */
function likeBefore({ targetRegion, targetResourceGroup, sku }: CopyFields, options: CopyOptions): CopyFields {
  const begun = initialFields(options);
  return { ...begun, ...inRegion(begun, options, targetRegion), targetResourceGroup, sku };
}

function initialFields(options: CopyOptions): CopyFields {
  const possible = (choices: CopyOptions["skus"]) =>
    (choices.find((c) => c.possible && c.recommended) ?? choices.find((c) => c.possible))?.value;
  const targetRegion = options.suggestedRegion ?? possible(options.regions) ?? "";
  return {
    targetRegion,
    targetResourceGroup: groupUnasked(options, targetRegion),
    targetName: options.suggestedName,
    sku: (possible(options.skus) ?? "Standard_LRS") as CopyFields["sku"],
  };
}
