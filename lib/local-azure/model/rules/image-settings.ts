import type { Resource } from "../records/resource.ts";

/** What the machine in the data can do and needs goes with the data. */
export function imageSettingsOf({ purchasePlan, supportsHibernation, supportedCapabilities, encryptionSettingsCollection }: Resource) {
  const settings = { purchasePlan, supportsHibernation, supportedCapabilities, encryptionSettingsCollection };
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}
