// What is asked of a new disk, whatever it is made from: its name and group, type, size and zone.

import type { ResourceGroupChoice } from "#lib/contract/plans.ts";
import type { SuggestedGroup } from "#lib/domain/plans/group-choice.ts";
import type { Choice } from "#lib/domain/plans/plan.ts";
import type { RestoreRequest } from "#lib/operations/kinds/restore/request.ts";
import type { FieldProps } from "./action-form.tsx";
import { ChoiceSelect } from "./choice-select.tsx";
import { NameInput } from "./name-input.tsx";
import { ResourceGroupSelect } from "./resource-group-select.tsx";
import { SizeInput } from "./size-input.tsx";

/** Without a type until one is chosen, where none can be suggested. */
export interface NewDiskFields extends Pick<RestoreRequest, "targetResourceGroup" | "diskName" | "sizeGib" | "zone"> {
  sku: RestoreRequest["sku"] | "";
}

export interface NewDiskOptions {
  resourceGroups: ResourceGroupChoice[];
  skus: Choice[];
  /** A sentence: why that type is suggested, or why none is. */
  skuReason: string;
  zones: Choice[];
  minSizeGib: number;
  maxSizeGib?: number | undefined;
  suggestedRegion: string;
  suggestedGroup: SuggestedGroup;
}

/** Of a form that asks for more than these. */
type Props = Pick<FieldProps<NewDiskFields, NewDiskOptions>, "fields" | "options" | "errors" | "set">;

const NO_ZONE = "none";

export function DiskGroupFields({ fields, options, errors, set }: Props) {
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
    </>
  );
}

export function DiskShapeFields({ fields, options, errors, set }: Props) {
  const zones = [{ value: NO_ZONE, label: "No zone", possible: true }, ...options.zones];
  return (
    <>
      <ChoiceSelect
        label="Disk type"
        placeholder="Choose a disk type"
        description={typeNote(fields.sku, options)}
        choices={options.skus}
        value={fields.sku || undefined}
        error={fields.sku === "" ? undefined : errors.sku}
        onChange={(sku) => set({ sku: sku as NewDiskFields["sku"] })}
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
          onChange={(zone) => set({ zone: zone === NO_ZONE ? undefined : (zone as NewDiskFields["zone"]) })}
        />
      )}
    </>
  );
}

export function typeAsBefore({ skus }: Pick<NewDiskOptions, "skus">): Choice | undefined {
  return skus.find((choice) => choice.possible && choice.recommended);
}

/** Why this type stands there before anybody chose; that one has to, where it is not known. */
function typeNote(sku: string, options: NewDiskOptions): string | undefined {
  const suggested = typeAsBefore(options);
  if (!suggested) return sku === "" ? `Choose one. ${options.skuReason}` : options.skuReason;
  return sku === suggested.value ? options.skuReason : `The disk was ${suggested.label}.`;
}
