// Which api-versions are answered. The disk provider's are known by name; ARM's own differ per type, so any date is taken.

import { AzureError } from "../errors.ts";

/** Of Microsoft.Compute/disks and /snapshots. */
export const diskApiVersions = [
  "2019-07-01",
  "2019-11-01",
  "2020-05-01",
  "2020-06-30",
  "2020-09-30",
  "2020-12-01",
  "2021-04-01",
  "2021-08-01",
  "2021-12-01",
  "2022-03-02",
  "2022-07-02",
  "2023-01-02",
  "2023-04-02",
  "2023-10-02",
  "2024-03-02",
  "2025-01-02",
  "2026-03-02",
] as const;

export type DiskApiVersion = (typeof diskApiVersions)[number];

const gateway = { headers: { "x-ms-failure-cause": "gateway" } };

export interface VersionQuestion {
  apiVersion: string;
  /** Of the disk provider: disks, snapshots or locations/diskOperations. */
  type?: string;
}

export function assertApiVersion({ apiVersion, type }: VersionQuestion): void {
  if (type === undefined) {
    if (/^20\d\d-\d\d-\d\d(-preview)?$/.test(apiVersion)) return;
    throw new AzureError(
      400,
      "InvalidApiVersionParameter",
      `The api-version '${apiVersion}' is invalid. It has the form YYYY-MM-DD.`,
      gateway,
    );
  }
  if (diskApiVersions.some((known) => known === apiVersion)) return;
  throw new AzureError(
    400,
    "NoRegisteredProviderFound",
    `No registered resource provider found for API version '${apiVersion}' for type '${type}'. The supported api-versions are '${diskApiVersions.join(", ")}'.`,
    gateway,
  );
}
