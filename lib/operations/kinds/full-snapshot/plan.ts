// Making a full snapshot from a snapshot, full or incremental, in its region. It stores all data again, stands alone, and may
// be on Premium SSD, from which disks are filled faster.
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { findRegion, normaliseRegion, regionLabel } from "#lib/domain/inventory/azure-region.ts";
import { diskSkuLabel } from "#lib/domain/inventory/disk-sku.ts";
import { type Disk, resourceKey, type Snapshot } from "#lib/domain/inventory/inventory.ts";
import { composeName } from "#lib/domain/inventory/resource-name.ts";
import type { SnapshotSku } from "#lib/domain/inventory/snapshot-sku.ts";
import { markProblems, tagWords, tellTags } from "#lib/domain/operations/operation-mark.ts";
import { azCommand } from "#lib/domain/plans/az-command.ts";
import { fullSnapshotProblems } from "#lib/domain/plans/full-snapshot-rule.ts";
import { gibCost } from "#lib/domain/plans/gib-cost.ts";
import { type AskedPrice, whyNoPrice } from "#lib/domain/plans/missing-price.ts";
import type { Plan, PlanProblem } from "#lib/domain/plans/plan.ts";
import { allocatedSize, type DeltasByUniqueId } from "#lib/domain/sizes/transfer-size.ts";
import { fullSnapshotSteps } from "./words.ts";

export interface FullSnapshotPlanInput {
  snapshot: Snapshot;
  chain: Chain;
  sourceDisk: Pick<Disk, "name" | "sku"> | undefined;
  targetResourceGroup: string;
  targetName: string;
  sku: SnapshotSku;
  /** A snapshot of that name is in the target group already. */
  nameTaken?: boolean;
  deltas: DeltasByUniqueId;
  /** USD per GiB and month, of the sku in the region. */
  price: AskedPrice<string>;
}

export function planFullSnapshot(input: FullSnapshotPlanInput): Plan {
  const { snapshot, chain, targetName, targetResourceGroup, sku, price } = input;
  const region = regionLabel(snapshot.location);
  const index = chain.snapshots.findIndex((member) => resourceKey(member.id) === resourceKey(snapshot.id));
  const data = allocatedSize(chain.snapshots, index, input.deltas);
  const problems = problemsOf(input);
  return {
    kind: "full-snapshot",
    possible: problems.length === 0,
    problems,
    summary: `Make ${targetName}, a full snapshot (${diskSkuLabel(sku)}), from ${snapshot.name} in ${region}.`,
    steps: [
      { title: fullSnapshotSteps.check, detail: `${snapshot.name} must still be there, and complete.` },
      {
        title: fullSnapshotSteps.order,
        detail: `${targetName} in ${targetResourceGroup}, ${region}. It holds all data of that moment by itself.${tellTags(snapshot.tags)}`,
      },
      { title: fullSnapshotSteps.confirm, detail: `Size, source and type must be what was asked for. ${snapshot.name} stays as it is.` },
    ],
    transferBytes: data.bytes,
    transferBasis: `${data.basis} Azure moves it inside ${region}, where no bandwidth is billed.`,
    costs: [
      gibCost({
        title: "Storage",
        per: "month",
        bytes: data.bytes,
        // What is cleared since it was stored counts still.
        bound: data.bytes !== null && !data.exact ? "at-most" : undefined,
        usdPerGib: "missing" in price ? null : price.price,
        noPrice: "missing" in price ? whyNoPrice(price.missing, `${diskSkuLabel(sku)} snapshots in ${region}`) : "",
        note: "A full snapshot stores all data again, whatever the chain has of it.",
      }),
    ],
    limits: [],
    warnings: warnings(input),
    cli: azCommand(["snapshot", "create"], {
      "resource-group": targetResourceGroup,
      name: targetName,
      location: normaliseRegion(snapshot.location),
      source: snapshot.id,
      incremental: ["false"],
      sku,
      tags: tagWords(snapshot.tags),
    }),
  };
}

/** "db01-20260301-full" */
export function suggestFullName({ name }: Snapshot): string {
  return composeName(name, "full");
}

function problemsOf({
  snapshot,
  chain,
  sourceDisk,
  targetResourceGroup,
  targetName,
  sku,
  nameTaken,
}: FullSnapshotPlanInput): PlanProblem[] {
  const problems = [...fullSnapshotProblems(snapshot, chain, sourceDisk), ...markProblems(snapshot)];
  if (nameTaken)
    problems.push({
      field: "targetName",
      rule: "name-taken",
      message: `${targetResourceGroup} has a snapshot named ${targetName} already. Choose another name.`,
    });
  if (sku === "Standard_ZRS" && findRegion(snapshot.location)?.hasZones === false)
    problems.push({
      field: "sku",
      rule: "no-zones",
      message: `${regionLabel(snapshot.location)} has no availability zones: choose locally redundant storage (LRS).`,
    });
  return problems;
}

function warnings({ snapshot, sku }: FullSnapshotPlanInput): string[] {
  const found = [
    sku === "Premium_LRS"
      ? "On Premium SSD it costs more than twice as much. Disks of Premium SSD are filled faster from it; to make many machines, an image in a compute gallery is the better tool: it is replicated and made for that."
      : "It cannot be compared with others, nor copied to another region by itself. To make many machines, an image in a compute gallery is the better tool.",
  ];
  if (sku === "Standard_LRS" && findRegion(snapshot.location)?.hasZones)
    found.push(
      `${regionLabel(snapshot.location)} has availability zones: zone-redundant storage (ZRS) costs the same and survives the loss of a zone.`,
    );
  return found;
}
