// Azure's built-in roles, as far as they say something about what is here ("Azure built-in roles for Compute").

export interface Role {
  id: string;
  name: string;
  actions: string[];
  notActions: string[];
}

function role(id: string, name: string, actions: string[], notActions: string[] = []): Role {
  return { id, name, actions, notActions };
}

const inCompute = (...names: string[]) => names.map((name) => `Microsoft.Compute/${name}`);
const readGroups = "Microsoft.Resources/subscriptions/resourceGroups/read";

export const builtInRoles = {
  Owner: role("8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "Owner", ["*"]),
  Contributor: role(
    "b24988ac-6180-42a0-ab88-20f7382dd24c",
    "Contributor",
    ["*"],
    ["Microsoft.Authorization/*/write", "Microsoft.Authorization/*/delete"],
  ),
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
} satisfies Record<string, Role>;

export type RoleName = keyof typeof builtInRoles;

export function allows(role: Role, action: string): boolean {
  return role.actions.some((pattern) => matches(pattern, action)) && !role.notActions.some((pattern) => matches(pattern, action));
}

/** "Microsoft.Compute/…/read" style patterns; a star stands for anything, slashes too. */
function matches(pattern: string, action: string): boolean {
  const source = pattern.split("*").map((part) => part.replace(/[.\\/]/g, "\\$&"));
  return new RegExp(`^${source.join(".*")}$`, "i").test(action);
}
