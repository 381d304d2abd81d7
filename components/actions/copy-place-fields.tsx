// Where copies go and how they are kept: the same questions for one and for several. What belongs to each stands between.
import type { ReactNode } from "react";
import type { CopyFormOptions } from "#lib/contract/copy-form.ts";
import type { CopySku } from "#lib/domain/inventory/snapshot-sku.ts";
import type { FieldProps } from "./action-form.tsx";
import { ChoiceSelect } from "./choice-select.tsx";
import { ResourceGroupSelect } from "./resource-group-select.tsx";

export interface CopyPlace {
  targetRegion: string;
  targetResourceGroup: string;
  sku: CopySku;
}

interface CopyPlaceFieldsProps extends FieldProps<CopyPlace, CopyFormOptions> {
  onRegion(region: string): void;
  afterRegion: ReactNode;
  names: ReactNode;
}

export function CopyPlaceFields({ fields, options, errors, set, onRegion, afterRegion, names }: CopyPlaceFieldsProps) {
  return (
    <>
      <ChoiceSelect
        label="To region"
        description="In the subscription of the snapshots. To another one, replicate them to page blobs from their chain."
        searchable
        data-autofocus
        choices={options.regions}
        value={fields.targetRegion}
        error={errors.targetRegion}
        onChange={onRegion}
      />
      {afterRegion}
      <ResourceGroupSelect
        groups={options.resourceGroups}
        value={fields.targetResourceGroup}
        suggested={options.suggestedGroups[fields.targetRegion]}
        region={fields.targetRegion}
        noun="copy"
        error={errors.targetResourceGroup}
        onChange={(targetResourceGroup) => set({ targetResourceGroup })}
      />
      {names}
      <ChoiceSelect
        label="Redundancy"
        description="Zone-redundant is Azure's default where the region has zones."
        choices={options.skus}
        value={fields.sku}
        error={errors.sku}
        onChange={(sku) => set({ sku: sku as CopySku })}
      />
    </>
  );
}
