// Copy an incremental snapshot to another region: Azure copies in the background, the app watches until it is whole.
import { useState } from "react";
import type { SnapshotDialogProps } from "#components/operations/kinds/operation-ui.ts";
import { usePlanOptions } from "#lib/client/operations/use-plan-options.ts";
import type { CopyFormOptions } from "#lib/contract/copy-form.ts";
import { resourceName } from "#lib/domain/inventory/inventory.ts";
import { copyOptions } from "#lib/operations/kinds/copy/request.ts";
import { copyWords } from "#lib/operations/kinds/copy/words.ts";
import { ActionForm, type FieldProps } from "./action-form.tsx";
import { choiceLabel } from "./choice-label.ts";
import { ChoiceSelect } from "./choice-select.tsx";
import { CopyChainDialog } from "./copy-chain-dialog.tsx";
import { type CopyFields, initialCopyFields, inRegion } from "./copy-fields.ts";
import { EarlierOnes } from "./earlier-ones.tsx";
import { NameInput } from "./name-input.tsx";
import { ResourceGroupSelect } from "./resource-group-select.tsx";

/** It may turn to all that are missing before this one, which must be copied first if they are to be copied at all. */
export function CopyDialog({ snapshotId, opened, onClose }: SnapshotDialogProps) {
  const [series, setSeries] = useState<CopyFields>();
  const close = () => {
    setSeries(undefined);
    onClose();
  };
  const options = usePlanOptions(copyOptions, copyWords, snapshotId, opened);
  if (series) return <CopyChainDialog snapshotId={snapshotId} begun={series} opened={opened} onClose={close} />;
  return (
    <ActionForm
      words={copyWords}
      title={`Copy ${resourceName(snapshotId)} to another region`}
      opened={opened}
      onClose={close}
      options={options}
      initial={initialCopyFields}
      request={(fields) => ({ kind: "copy", snapshotId, ...fields })}
      startLabel={(fields, offered) => `Copy to ${choiceLabel(offered.regions, fields.targetRegion)}`}
      fields={(props) => <CopyFieldset {...props} onSeries={() => setSeries(props.fields)} />}
    />
  );
}

function CopyFieldset({ fields, options, errors, set, onSeries }: FieldProps<CopyFields, CopyFormOptions> & { onSeries(): void }) {
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
      <EarlierOnes options={options} region={fields.targetRegion} onSeries={onSeries} />
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
