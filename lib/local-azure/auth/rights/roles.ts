// Azure's built-in roles, as far as they say something about what is here ("Azure built-in roles for Compute").

export interface Role {
  id: string;
  name: string;
  actions: string[];
  notActions: string[];
  /** On the data of disks and blobs. */
  dataActions: string[];
}

function role(id: string, name: string, actions: string[], notActions: string[] = [], dataActions: string[] = []): Role {
  return { id, name, actions, notActions, dataActions };
}

const inCompute = (...names: string[]) => names.map((name) => `Microsoft.Compute/${name}`);
const blobData = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs";
const readGroups = "Microsoft.Resources/subscriptions/resourceGroups/read";

export const builtInRoles = {
  Owner: role("8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "Owner", ["*"]),
  Contributor: role(
    "b24988ac-6180-42a0-ab88-20f7382dd24c",
    "Contributor",
    ["*"],
    ["Microsoft.Authorization/*/write", "Microsoft.Authorization/*/delete", "Microsoft.Authorization/elevateAccess/action"],
  ),
  "User Access Administrator": role("18d7d88d-d35e-4fb5-a5c3-7773c20a72d9", "User Access Administrator", [
    "*/read",
    "Microsoft.Authorization/*",
  ]),
  Reader: role("acdd72a7-3385-48ef-bd42-f606fba81ae7", "Reader", ["*/read"]),
  "Disk Snapshot Contributor": role("7efff54f-a5b4-42b5-a1c5-5411624893ce", "Disk Snapshot Contributor", [
    readGroups,
    "Microsoft.Storage/storageAccounts/read",
    "Microsoft.Storage/storageAccounts/write",
    "Microsoft.Storage/storageAccounts/delete",
    "Microsoft.Storage/storageAccounts/listkeys/action",
    ...inCompute(
      "snapshots/read",
      "snapshots/write",
      "snapshots/delete",
      "snapshots/beginGetAccess/action",
      "snapshots/endGetAccess/action",
    ),
    ...inCompute("disks/beginGetAccess/action"),
  ]),
  "Disk Backup Reader": role(
    "3e5e47e6-65f7-47ef-90b5-e5dd4d455f24",
    "Disk Backup Reader",
    inCompute("disks/read", "disks/beginGetAccess/action"),
  ),
  "Disk Restore Operator": role("b50d9833-a0cb-478e-945f-707fcc997c13", "Disk Restore Operator", [
    readGroups,
    ...inCompute("disks/write", "disks/read"),
  ]),
  "Data Operator for Managed Disks": role(
    "959f8984-c045-4866-89c7-12bf9737be2e",
    "Data Operator for Managed Disks",
    [],
    [],
    inCompute("disks/download/action", "disks/upload/action", "snapshots/download/action", "snapshots/upload/action"),
  ),
  "Virtual Machine Contributor": role("9980e02c-c2be-4d73-94e8-173b1dc7cf3c", "Virtual Machine Contributor", [
    readGroups,
    "Microsoft.Authorization/*/read",
    ...inCompute("locations/*", "virtualMachines/*", "availabilitySets/*", "disks/write", "disks/read", "disks/delete"),
  ]),
  "Cost Management Reader": role("72fafb9e-0641-4937-9268-a91bfd8191a3", "Cost Management Reader", [
    "Microsoft.Consumption/*/read",
    "Microsoft.CostManagement/*/read",
    "Microsoft.Resources/subscriptions/read",
    readGroups,
  ]),
  "Storage Blob Data Owner": role(
    "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
    "Storage Blob Data Owner",
    ["Microsoft.Storage/storageAccounts/blobServices/containers/*"],
    [],
    [`${blobData}/*`],
  ),
  "Storage Blob Data Contributor": role(
    "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
    "Storage Blob Data Contributor",
    ["delete", "read", "write"].map((verb) => `Microsoft.Storage/storageAccounts/blobServices/containers/${verb}`),
    [],
    ["delete", "read", "write", "move/action", "add/action"].map((verb) => `${blobData}/${verb}`),
  ),
  "Storage Blob Data Reader": role(
    "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
    "Storage Blob Data Reader",
    ["Microsoft.Storage/storageAccounts/blobServices/containers/read"],
    [],
    [`${blobData}/read`],
  ),
} satisfies Record<string, Role>;

export type RoleName = keyof typeof builtInRoles;

export function allows(role: Role, action: string): boolean {
  return role.actions.some((pattern) => matches(pattern, action)) && !role.notActions.some((pattern) => matches(pattern, action));
}

export function allowsData(role: Role, dataAction: string): boolean {
  return role.dataActions.some((pattern) => matches(pattern, dataAction));
}

export function roleById(id: string): Role | undefined {
  return Object.values(builtInRoles).find((known) => known.id === id.toLowerCase());
}

/** "Microsoft.Compute/…/read" style patterns; a star stands for anything, slashes too. */
function matches(pattern: string, action: string): boolean {
  const source = pattern.split("*").map((part) => part.replace(/[.\\/]/g, "\\$&"));
  return new RegExp(`^${source.join(".*")}$`, "i").test(action);
}
