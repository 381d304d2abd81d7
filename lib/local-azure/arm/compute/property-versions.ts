// Which api-version brought which property (Azure's REST API specifications, Microsoft.Compute/DiskRP). An older version
// neither shows it nor takes it. What is not here is as old as the oldest version that is answered.

import { AzureError } from "../../errors.ts";
import type { DiskApiVersion } from "../api-versions.ts";
import type { JsonObject } from "../body.ts";

const ofBoth = {
  networkAccessPolicy: "2020-05-01",
  diskAccessId: "2020-05-01",
  purchasePlan: "2020-09-30",
  supportsHibernation: "2020-12-01",
  supportedCapabilities: "2021-04-01",
  publicNetworkAccess: "2021-04-01",
  completionPercent: "2021-04-01",
  dataAccessAuthMode: "2021-12-01",
} as const;

const firstVersions = {
  Disk: { ...ofBoth, maxShares: "2019-11-01", tier: "2020-06-30" },
  Snapshot: {
    ...ofBoth,
    diskState: "2020-06-30",
    copyCompletionError: "2022-03-02",
    // Published with 2022-07-02; a recording of 2022-03-02 shows it.
    incrementalSnapshotFamilyId: "2022-03-02",
    snapshotAccessState: "2025-01-02",
    immutabilityPolicy: "2026-03-02",
  },
  CreationData: {
    logicalSectorSize: "2020-06-30",
    provisionedBandwidthCopySpeed: "2023-10-02",
    instantAccessDurationMinutes: "2025-01-02",
  },
  GrantAccessData: { getSecureVMGuestStateSAS: "2021-08-01", fileFormat: "2023-01-02" },
} satisfies Record<string, Record<string, DiskApiVersion>>;

export type VersionedObject = keyof typeof firstVersions;

export function isKnownAt(apiVersion: string, object: VersionedObject, property: string): boolean {
  return firstVersionOf(object, property) <= apiVersion;
}

/** What a caller of that api-version sees. */
export function propertiesAt(apiVersion: string, object: VersionedObject, properties: object): object {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => isKnownAt(apiVersion, object, name)));
}

/** Nulls say nothing. */
export function assertKnownAt(apiVersion: string, object: VersionedObject, given: JsonObject): void {
  const tooNew = Object.keys(given).find((name) => (given[name] ?? null) !== null && !isKnownAt(apiVersion, object, name));
  if (tooNew === undefined) return;
  throw new AzureError(
    400,
    "BadRequest",
    `Could not find member '${tooNew}' on object of type '${object}' in api-version ${apiVersion}: it needs ${firstVersionOf(object, tooNew)} or later.`,
  );
}

function firstVersionOf(object: VersionedObject, property: string): string {
  const versions: Record<string, string> = firstVersions[object];
  return versions[property] ?? "";
}
