/** What the meter books on a resource. */
export type MeterKind =
  | "snapshotStandardLrs"
  | "snapshotStandardZrs"
  | "snapshotPremiumLrs"
  | "restorePoint"
  | "instantAccessPremiumV2"
  | "instantAccessUltra"
  | "restoredPremiumV2"
  | "restoredUltra"
  | "diskOperations"
  | "interRegion";
