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
import { CopyChainDialog } from "./copy-chain-dialog.tsx";
import { type CopyFields, initialCopyFields, inRegion, inSubscription } from "./copy-fields.ts";
import { CopyPlaceFields } from "./copy-place-fields.tsx";
import { EarlierOnes } from "./earlier-ones.tsx";
import { NameInput } from "./name-input.tsx";

/** It may turn to all that are missing before this one, which must be copied first if they are to be copied at all. */
export function CopyDialog({ snapshotId, opened, onClose }: SnapshotDialogProps) {
  const [series, setSeries] = useState<CopyFields>();
  const close = () => {
    setSeries(undefined);
    setSubscription(undefined);
    onClose();
  };
  const [targetSubscription, setSubscription] = useState<string>();
  const options = usePlanOptions(copyOptions, copyWords, snapshotId, opened, { targetSubscription });
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
      fields={(props) => <CopyFieldset {...props} onSeries={() => setSeries(props.fields)} onSubscription={setSubscription} />}
    />
  );
}

interface CopyFieldsetProps extends FieldProps<CopyFields, CopyFormOptions> {
  onSeries(): void;
  onSubscription(id: string | undefined): void;
}

function CopyFieldset(props: CopyFieldsetProps) {
  const { fields, options, errors, set, onSeries, onSubscription } = props;
  return (
    <CopyPlaceFields
      {...props}
      onSubscription={(id) => {
        onSubscription(id);
        set(inSubscription(id));
      }}
      onRegion={(targetRegion) => set(inRegion(fields, options, targetRegion))}
      afterRegion={<EarlierOnes options={options} region={fields.targetRegion} onSeries={onSeries} />}
      names={
        <NameInput
          label="Name of the copy"
          value={fields.targetName}
          error={errors.targetName}
          onChange={(targetName) => set({ targetName })}
        />
      }
    />
  );
}
