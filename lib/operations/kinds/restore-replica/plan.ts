// Making a disk from a recovery point of a replica. Azure makes a disk of a page blob in the region of its account, and not of
// a blob's snapshot, so the point is first copied, inside the account, to a blob of its own.
import type { DiskPrice } from "#lib/domain/costs/disk-price.ts";
import { formatBytes } from "#lib/domain/format.ts";
import { normaliseRegion, regionLabel } from "#lib/domain/inventory/azure-region.ts";
import { diskSkuLabel } from "#lib/domain/inventory/disk-sku.ts";
import { type Disk, resourceName } from "#lib/domain/inventory/inventory.ts";
import { composeName } from "#lib/domain/inventory/resource-name.ts";
import { tagWords, tellTags } from "#lib/domain/operations/operation-mark.ts";
import { azCommand } from "#lib/domain/plans/az-command.ts";
import type { AskedPrice } from "#lib/domain/plans/missing-price.ts";
import type { Plan, PlanCost } from "#lib/domain/plans/plan.ts";
import { blobNames, type Replica, type ReplicaPoint } from "#lib/domain/replication/replica.ts";
import { pointProblems } from "#lib/domain/replication/restore-point-rule.ts";
import { stagingName } from "#lib/domain/replication/staging-name.ts";
import { GIB_BYTES } from "#lib/domain/sizes/byte-units.ts";
import { diskCost, diskNameProblems, diskSizeProblems, type NewDisk, typeProblems } from "#lib/operations/kinds/new-disk.ts";
import { type SystemChoice, systemOf } from "./request.ts";
import { minPointSizeGib, typeProblem } from "./type-choice.ts";
import { restoreReplicaSteps } from "./words.ts";

export interface RestoreReplicaPlanInput {
  replica: Replica;
  point: ReplicaPoint;
  /** The disk the replica is of, where it is seen. */
  sourceDisk: Disk | undefined;
  targetResourceGroup: string;
  diskName: string;
  sku: string;
  sizeGib: number;
  zone?: string;
  system: SystemChoice;
  /** A disk of that name is in the target group already. */
  nameTaken?: boolean;
  /** Of the new disk. */
  diskPrice: AskedPrice<DiskPrice>;
}

export function planRestoreReplica(input: RestoreReplicaPlanInput): Plan {
  const { replica, point, diskName, sku, sizeGib, zone } = input;
  const { place } = replica;
  const region = regionLabel(replica.region ?? "");
  const disk = newDisk(input);
  const problems = [
    ...pointProblems(replica, point),
    ...typeProblems(disk, (type) => typeProblem(replica.region, point, type)),
    ...diskNameProblems(diskName, input.targetResourceGroup, input.nameTaken),
    ...diskSizeProblems(disk, minPointSizeGib(point), pointLabel(point)),
  ];
  return {
    kind: "restore-replica",
    possible: problems.length === 0,
    problems,
    summary: `Create the disk ${diskName} (${diskSkuLabel(sku)}, ${sizeGib} GiB) in ${region} from ${pointLabel(point)} in the replica ${place.name}.`,
    steps: [
      {
        title: restoreReplicaSteps.check,
        detail: `${pointLabel(point)} must still be in ${place.container}, ${resourceName(place.accountId)}.`,
      },
      {
        title: restoreReplicaSteps.stage,
        detail: `${stagingName(place, "…")}, in the same container: Azure makes no disk of a blob's snapshot. The copy stays inside the account, and its VHD footer is checked.`,
      },
      {
        title: restoreReplicaSteps.create,
        detail: `${diskName}, a new disk in ${input.targetResourceGroup}, ${region}${zone ? `, zone ${zone}` : ""}. No existing disk is touched.${tellTags({})}`,
      },
      {
        title: restoreReplicaSteps.confirm,
        detail: "It is there and as large as ordered. Its data is not compared with the snapshot: restored, not verified.",
      },
      { title: restoreReplicaSteps.clean, detail: "The replica and its recovery points stay as they are." },
    ],
    transferBytes: point.sizeBytes,
    transferBound: "at-most",
    transferBasis: "All data of the recovery point, inside the account and then into the disk; how much of it is stored is not measured.",
    costs: [diskCost(disk, input.diskPrice), stagingCost(point), NO_EGRESS],
    limits: [],
    warnings: warnings(input),
    cli: commands(input),
  };
}

function newDisk({ replica, sku, sizeGib, zone }: RestoreReplicaPlanInput): NewDisk {
  return { region: replica.region ?? "", sku, sizeGib, ...(zone ? { zone } : {}) };
}

export function pointLabel({ snapshotId, timeCreated }: Pick<ReplicaPoint, "snapshotId" | "timeCreated">): string {
  return `${resourceName(snapshotId)}${timeCreated ? ` of ${timeCreated.slice(0, 16).replace("T", " ")} UTC` : ""}`;
}

export function suggestPointDiskName({ diskId }: Pick<Replica, "diskId">, { timeCreated }: Pick<ReplicaPoint, "timeCreated">): string {
  return composeName(resourceName(diskId), `restored${timeCreated ? `-${timeCreated.slice(0, 10).replaceAll("-", "")}` : ""}`);
}

function stagingCost({ sizeBytes }: ReplicaPoint): PlanCost {
  const formula = `Up to ${formatBytes(sizeBytes)} more in the account, until the disk is there; what the account pays for a page blob is not known here.`;
  return { title: "Blob to restore from", usd: null, per: "once", formula };
}

const NO_EGRESS: PlanCost = {
  title: "Data leaving the region",
  usd: "0",
  per: "once",
  formula: "None: the disk is made in the region of the account.",
};

function warnings({ point, sourceDisk, sizeGib }: RestoreReplicaPlanInput): string[] {
  const found: string[] = [];
  if (sizeGib * GIB_BYTES > point.sizeBytes)
    found.push(
      `The disk is larger than the recovery point (${formatBytes(point.sizeBytes)}): its partitions must be extended to use the rest.`,
    );
  if (sourceDisk?.encryption.diskEncryptionSetId)
    found.push(`${sourceDisk.name} is encrypted with a customer-managed key. The new disk is encrypted with a key of Azure's.`);
  return found;
}

function commands(input: RestoreReplicaPlanInput): string {
  const { replica, point, diskName, sku, sizeGib, zone, targetResourceGroup, system } = input;
  const { place, stripes, region = "" } = replica;
  const account = resourceName(place.accountId);
  const staging = stagingName(place, "OPERATION_ID");
  const blob = { "account-name": account, "container-name": place.container, name: staging };
  const copy = azCommand(["storage", "blob", "copy", "start"], {
    "account-name": account,
    "destination-container": place.container,
    "destination-blob": staging,
    "source-account-name": account,
    "source-container": place.container,
    "source-blob": blobNames(place, stripes)[0],
    "source-snapshot": point.blobSnapshots[0],
  });
  const starts = systemOf(system);
  const create = azCommand(["disk", "create"], {
    "resource-group": targetResourceGroup,
    name: diskName,
    location: normaliseRegion(region),
    "source-storage-account-id": place.accountId,
    sku,
    "size-gb": String(sizeGib),
    zone,
    "os-type": starts?.osType,
    "hyper-v-generation": starts?.generation,
    tags: tagWords({}),
  });
  const source = `--source "$(${azCommand(["storage", "blob", "url"], { ...blob, output: "tsv" })})"`;
  return [copy, `${create} ${source}`, azCommand(["storage", "blob", "delete"], blob)].join("\n");
}
