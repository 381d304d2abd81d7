// Where copies go and how they are kept: the same questions for one and for several. What belongs to each stands between.
import { Checkbox } from "@mantine/core";
import type { ReactNode } from "react";
import type { CopyFormOptions } from "#lib/contract/copy-form.ts";
import { findRegion, regionLabel, snapshotSkuChoices } from "#lib/domain/inventory/azure-region.ts";
import type { CopySku } from "#lib/domain/inventory/snapshot-sku.ts";
import type { CopySpeed } from "#lib/domain/operations/resource-order.ts";
import type { FieldProps } from "./action-form.tsx";
import { ChoiceSelect } from "./choice-select.tsx";
import { ResourceGroupSelect } from "./resource-group-select.tsx";

export interface CopyPlace {
  /** Absent: the source's. */
  targetSubscriptionId?: string | undefined;
  targetRegion: string;
  targetResourceGroup: string;
  sku: CopySku;
  speed?: CopySpeed | undefined;
}

interface CopyPlaceFieldsProps extends FieldProps<CopyPlace, CopyFormOptions> {
  /** Undefined: the source's. */
  onSubscription(id: string | undefined): void;
  onRegion(region: string): void;
  afterRegion: ReactNode;
  names: ReactNode;
}

export function CopyPlaceFields(props: CopyPlaceFieldsProps) {
  const { fields, options, errors, set, onSubscription, onRegion, afterRegion, names } = props;
  const [own] = options.subscriptions;
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
      {options.subscriptions.length > 1 && (
        <ChoiceSelect
          label="Subscription"
          description={fields.targetSubscriptionId === undefined ? "The snapshot's own." : "Another one than the snapshot's."}
          searchable
          choices={options.subscriptions}
          value={fields.targetSubscriptionId ?? own?.value}
          error={errors.targetSubscriptionId}
          onChange={(id) => onSubscription(id === own?.value ? undefined : id)}
        />
      )}
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
        description={redundancyNote(fields)}
        choices={snapshotSkuChoices(fields.targetRegion)}
        value={fields.sku}
        error={errors.sku}
        onChange={(sku) => set({ sku: sku as CopySku })}
      />
      <Checkbox
        label="Enhanced copy speed"
        description="Azure copies faster, at an extra price that it does not publish: it is in no sum here."
        checked={fields.speed === "Enhanced"}
        onChange={(event) => set({ speed: event.currentTarget.checked ? "Enhanced" : undefined })}
      />
    </>
  );
}

function redundancyNote({ targetRegion, sku }: CopyPlace): string {
  const region = regionLabel(targetRegion);
  const hasZones = findRegion(targetRegion)?.hasZones;
  if (hasZones === undefined) return `Whether ${region} has zones is not known here.`;
  if (!hasZones) return `${region} has no availability zones.`;
  return sku === "Standard_ZRS"
    ? `Azure's default in ${region}, which has zones.`
    : `Not advised in ${region}: zone-redundant costs the same and survives the loss of a zone.`;
}
