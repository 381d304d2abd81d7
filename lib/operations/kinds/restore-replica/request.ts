import { z } from "zod";
import { armId } from "#lib/contract/common.ts";
import { choice, formOptions, newResourceName, resourceGroupChoice, suggestedGroup, targetGroup } from "#lib/contract/plans.ts";
import { DISK_SKU_NAMES, ZONES } from "#lib/domain/inventory/disk-sku.ts";
import type { DiskSystem } from "#lib/domain/operations/resource-order.ts";

const wholeGib = "A whole number of GiB is needed.";

/** What starts from the disk: Azure reads that off a snapshot, and has to be told of a blob. */
export const SYSTEMS = ["data", "linux-v1", "linux-v2", "windows-v1", "windows-v2"] as const;
export type SystemChoice = (typeof SYSTEMS)[number];

export const restoreReplicaRequest = z.object({
  kind: z.literal("restore-replica"),
  accountId: armId,
  container: z.string().min(1).max(63),
  /** Its name in the container. */
  replica: z.string().min(1).max(1024),
  /** Of the snapshot that the recovery point stands for. */
  uniqueId: z.string().min(1).max(200),
  targetResourceGroup: targetGroup,
  diskName: newResourceName,
  sku: z.enum(DISK_SKU_NAMES, { error: ({ input }) => (input === "" ? "Choose a disk type." : undefined) }),
  sizeGib: z.number({ error: wholeGib }).int(wholeGib).min(1, "At least 1 GiB.").max(65_536, "At most 65,536 GiB."),
  zone: z.enum(ZONES).optional(),
  system: z.enum(SYSTEMS, { error: ({ input }) => (input === "" ? "Choose what is on it." : undefined) }),
});
export type RestoreReplicaRequest = z.infer<typeof restoreReplicaRequest>;

export const restoreReplicaOptions = formOptions.extend({
  kind: z.literal("restore-replica"),
  resourceGroups: z.array(resourceGroupChoice),
  /** Recommended: the type of the disk it was taken from, where that is known and can be made. */
  skus: z.array(choice),
  /** A sentence: why that type is suggested, or why none is. */
  skuReason: z.string(),
  zones: z.array(choice),
  /** Recommended: what the disk was, where that is known. */
  systems: z.array(choice),
  systemReason: z.string(),
  minSizeGib: z.number().int(),
  suggestedName: z.string(),
  suggestedRegion: z.string(),
  suggestedGroup,
});
export type RestoreReplicaOptions = z.infer<typeof restoreReplicaOptions>;

export const SYSTEM_LABELS: Readonly<Record<SystemChoice, string>> = {
  data: "Data only",
  "linux-v1": "Linux, starts by BIOS (generation 1)",
  "linux-v2": "Linux, starts by UEFI (generation 2)",
  "windows-v1": "Windows, starts by BIOS (generation 1)",
  "windows-v2": "Windows, starts by UEFI (generation 2)",
};

export function systemOf(choice: SystemChoice): DiskSystem | undefined {
  if (choice === "data") return undefined;
  return { osType: choice.startsWith("linux") ? "Linux" : "Windows", generation: choice.endsWith("v1") ? "V1" : "V2" };
}
