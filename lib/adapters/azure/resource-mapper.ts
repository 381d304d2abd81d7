// From Azure's answers, as they were sent, to the domain's disks and snapshots, each by itself: an odd one costs no other.
// What Azure leaves out by its documentation gets the documented default; what it never leaves out and is not there, or is no
// such thing, stays unknown and is named.
import { normaliseRegion } from "#lib/domain/inventory/azure-region.ts";
import type { Disk, Encryption, NetworkAccessPolicy, Snapshot, SnapshotAccessState } from "#lib/domain/inventory/inventory.ts";
import { parseResourceId, resourceKey, UNKNOWN } from "#lib/domain/inventory/inventory.ts";
import { GIB_BYTES } from "#lib/domain/sizes/byte-units.ts";
import { toAzureTime } from "./azure-time.ts";
import { type Fields, fieldsOf } from "./fields.ts";

/** Without an item where its id cannot be read: nothing could be done with it, and nothing could tell it from others. */
export interface MappedRow<Item> {
  item?: Item;
  /** What is odd about it, as a sentence that names it. */
  notice?: string;
}

export function toDisk(row: unknown): MappedRow<Disk> {
  return mapRow(row, "disk", diskOf);
}

export function toSnapshot(row: unknown): MappedRow<Snapshot> {
  return mapRow(row, "snapshot", snapshotOf);
}

function mapRow<Item>(row: unknown, kind: string, convert: (fields: Fields) => Item): MappedRow<Item> {
  const fields = fieldsOf(row);
  const id = fields.text("id");
  if (!id || !parseResourceId(id)) {
    const name = id ?? fields.text("name");
    return { notice: `Azure sent a ${kind} without a usable id${name ? ` (${name.slice(0, 200)})` : ""}: it is left out.` };
  }
  const missing = missingIn(fields);
  return {
    item: convert(fields),
    ...(missing.length > 0 ? { notice: `Azure sent the ${kind} ${id} without ${missing.join(", ")}.` } : {}),
  };
}

function missingIn(resource: Fields): string[] {
  const properties = resource.object("properties");
  const state = properties.text("diskState");
  const facts: [what: string, isThere: boolean][] = [
    ["a region", resource.text("location") !== undefined],
    ["a type", resource.object("sku").text("name") !== undefined],
    ["a time of creation", timeIn(properties) !== undefined],
    // Not known before an upload is finished.
    ["a size", sizeIn(properties) !== undefined || state === "ReadyToUpload" || state === "ActiveUpload"],
    ["a unique id", properties.text("uniqueId") !== undefined],
    ["a state", properties.text("provisioningState") !== undefined],
  ];
  return facts.filter(([, isThere]) => !isThere).map(([what]) => what);
}

function diskOf(disk: Fields): Disk {
  const properties = disk.object("properties");
  const source = properties.object("creationData");
  return {
    ...commonParts(disk),
    sku: disk.object("sku").text("name") ?? UNKNOWN,
    zones: disk.texts("zones"),
    ...source.texted({ createOption: "createOption", sourceResourceId: "sourceResourceId", sourceUniqueId: "sourceUniqueId" }),
    ...known({ sourceUri: withoutQuery(source.text("sourceUri")), completionPercent: properties.number("completionPercent") }),
  };
}

function snapshotOf(snapshot: Fields): Snapshot {
  const properties = snapshot.object("properties");
  const source = properties.object("creationData");
  const completionPercent = properties.number("completionPercent");
  const error = properties.object("copyCompletionError");
  const access = properties.text("snapshotAccessState");
  return {
    ...commonParts(snapshot),
    sku: snapshot.object("sku").text("name") ?? UNKNOWN,
    incremental: properties.flag("incremental") ?? false,
    ...properties.texted({
      familyId: "incrementalSnapshotFamilyId",
      publicNetworkAccess: "publicNetworkAccess",
      dataAccessAuthMode: "dataAccessAuthMode",
    }),
    createOption: source.text("createOption") ?? "Copy",
    ...source.texted({ sourceResourceId: "sourceResourceId", sourceUniqueId: "sourceUniqueId" }),
    ...(completionPercent === undefined ? {} : { completionPercent }),
    ...(error.isThere
      ? { copyError: { code: error.text("errorCode") ?? "Unknown", message: error.text("errorMessage") ?? "no reason given" } }
      : {}),
    ...immutabilityIn(properties.object("immutabilityPolicy")),
    ...(access ? { snapshotAccessState: access as SnapshotAccessState } : {}),
  };
}

/** One that is over holds nothing any more. */
function immutabilityIn(policy: Fields): Pick<Snapshot, "immutability"> {
  if (!policy.isThere || policy.flag("isPolicyExpired") === true) return {};
  const until = toTime(policy.text("policyExpirationTime"));
  return { immutability: { type: policy.text("type") ?? UNKNOWN, ...(until ? { until } : {}) } };
}

function commonParts(resource: Fields) {
  const id = resource.text("id") ?? "";
  const parts = parseResourceId(id);
  const properties = resource.object("properties");
  const osType = properties.text("osType");
  const state = properties.text("diskState");
  return {
    id,
    name: resource.text("name") ?? parts?.name ?? id,
    subscriptionId: parts?.subscriptionId ?? "",
    resourceGroup: parts?.resourceGroup ?? "",
    location: normaliseRegion(resource.text("location") ?? UNKNOWN),
    tags: resource.object("tags").textValues(),
    ...known({ diskSizeBytes: sizeIn(properties), timeCreated: timeIn(properties) }),
    uniqueId: properties.text("uniqueId") ?? resourceKey(id),
    ...properties.texted({ provisioningState: "provisioningState" }),
    diskState: state ?? UNKNOWN,
    logicalSectorSize: properties.object("creationData").number("logicalSectorSize") === 4096 ? (4096 as const) : (512 as const),
    ...(osType === "Windows" || osType === "Linux" ? { osType: osType as "Windows" | "Linux" } : {}),
    ...resource.texted({ managedBy: "managedBy" }),
    encryption: toEncryption(properties.object("encryption")),
    networkAccessPolicy: (properties.text("networkAccessPolicy") ?? "AllowAll") as NetworkAccessPolicy,
  };
}

/** Whoever imported it may have named the blob with a signature. */
function withoutQuery(uri: string | undefined): string | undefined {
  return uri?.replace(/[?#].*$/s, "");
}

function timeIn(properties: Fields): string | undefined {
  return toTime(properties.text("timeCreated"));
}

function toTime(raw: string | undefined): string | undefined {
  try {
    return raw && toAzureTime(raw);
  } catch {
    return undefined;
  }
}

/** Nothing is 0 bytes long: then the whole GiB beside it count. */
function sizeIn(properties: Fields): number | undefined {
  const [bytes = 0, gib = 0] = [properties.number("diskSizeBytes"), properties.number("diskSizeGB")];
  if (bytes > 0 && Number.isSafeInteger(bytes)) return bytes;
  return gib > 0 && Number.isSafeInteger(gib * GIB_BYTES) ? gib * GIB_BYTES : undefined;
}

function known<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}

function toEncryption(encryption: Fields): Encryption {
  return {
    type: encryption.text("type") ?? "EncryptionAtRestWithPlatformKey",
    ...encryption.texted({ diskEncryptionSetId: "diskEncryptionSetId" }),
  };
}
