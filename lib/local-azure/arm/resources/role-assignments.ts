// Microsoft.Authorization/roleAssignments and roleDefinitions: who may do what where, by Azure's built-in roles.

import type { Role } from "../../auth/rights/roles.ts";
import { builtInRoles, roleById } from "../../auth/rights/roles.ts";
import { toArmTime } from "../../clock.ts";
import { AzureError, invalidParameter, notImplemented } from "../../errors.ts";
import { keyOf } from "../../model/records/record-log.ts";
import type { RoleAssignment } from "../../model/records/role-assignment.ts";
import { asObject, objectIn, textIn } from "../body.ts";
import type { ArmAnswer, ArmRequest } from "../request.ts";
import { param } from "../request.ts";
import { existingScopeOf, scopeOf } from "../scopes.ts";

const gateway = { headers: { "x-ms-failure-cause": "gateway" } };

/** Those that hold at the scope or below it; atScope() leaves out what is below. */
export function listRoleAssignments(request: ArmRequest): ArmAnswer {
  const scope = `${scopeOf(request)}/`.toLowerCase();
  const isWanted = filterOf(request.query.get("$filter"), scope);
  const found = [...request.world.roleAssignments.values()].filter((one) => {
    const own = `${one.scope}/`.toLowerCase();
    return one.deletedAtMs === undefined && (scope.startsWith(own) || own.startsWith(scope)) && isWanted(one);
  });
  return { status: 200, body: { value: found.map(view) } };
}

function filterOf(filter: string | null, scope: string): (one: RoleAssignment) => boolean {
  if (filter === null || filter.trim() === "") return () => true;
  const tests = filter.split(/\s+and\s+/i).map((condition) => {
    const principal = /^\s*(?:principalId eq|assignedTo\()\s*'([^']*)'\s*\)?\s*$/i.exec(condition)?.[1];
    if (principal !== undefined) return (one: RoleAssignment) => one.principalId === principal;
    if (/^\s*atScope\(\)\s*$/i.test(condition)) return (one: RoleAssignment) => scope.startsWith(`${one.scope}/`.toLowerCase());
    throw notImplemented(`the role assignment filter '${condition.trim()}'`);
  });
  return (one) => tests.every((test) => test(one));
}

export function getRoleAssignment(request: ArmRequest): ArmAnswer {
  const found = lookUp(request);
  if (found !== undefined) return { status: 200, body: view(found) };
  throw new AzureError(404, "RoleAssignmentNotFound", `The role assignment '${param(request, "assignment")}' is not found.`, gateway);
}

export function putRoleAssignment(request: ArmRequest): ArmAnswer {
  const { world } = request;
  const body = asObject(request.body, "the body");
  // Older api-versions took the properties without their envelope.
  const properties = body.properties === undefined ? body : objectIn(body, "properties");
  const principalId = textIn(properties, "principalId");
  const roleId = /roleDefinitions\/([0-9a-f-]{36})$/i.exec(textIn(properties, "roleDefinitionId") ?? "")?.[1] ?? "";
  if (principalId === undefined) throw invalidParameter("principalId", "Required parameter 'principalId' is missing (null).");
  if (roleById(roleId) === undefined)
    throw new AzureError(400, "RoleDefinitionDoesNotExist", `The specified role definition with ID '${roleId}' does not exist.`, gateway);
  if (!request.isPrincipal(principalId))
    throw new AzureError(400, "PrincipalNotFound", `Principal ${principalId} does not exist in the directory ${world.tenantId}.`, gateway);
  assertNew(request, principalId, roleId);
  const assignment = world.add("roleAssignment", {
    scope: existingScopeOf(request),
    name: param(request, "assignment").toLowerCase(),
    roleId: roleId.toLowerCase(),
    principalId,
    principalType: "ServicePrincipal",
    createdOn: world.clock.nowTicks(),
  });
  return { status: 201, body: view(assignment) };
}

function assertNew(request: ArmRequest, principalId: string, roleId: string): void {
  const scope = scopeOf(request).toLowerCase();
  const live = [...request.world.roleAssignments.values()].filter((one) => one.deletedAtMs === undefined);
  const isThere = live.some(
    (one) => one.scope.toLowerCase() === scope && one.principalId === principalId && one.roleId === roleId.toLowerCase(),
  );
  if (isThere) throw new AzureError(409, "RoleAssignmentExists", "The role assignment already exists.", gateway);
  if (lookUp(request) !== undefined)
    throw new AzureError(
      409,
      "RoleAssignmentUpdateNotPermitted",
      "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.",
      gateway,
    );
}

export function deleteRoleAssignment(request: ArmRequest): ArmAnswer {
  const found = lookUp(request);
  if (found === undefined) return { status: 204 };
  found.deletedAtMs = request.world.clock.nowMs();
  request.world.touch("roleAssignment", found);
  return { status: 200, body: view(found) };
}

function lookUp(request: ArmRequest): RoleAssignment | undefined {
  const found = request.world.roleAssignments.get(keyOf("roleAssignment", { scope: scopeOf(request), name: param(request, "assignment") }));
  return found?.deletedAtMs === undefined ? found : undefined;
}

function view({ scope, name, roleId, principalId, principalType, createdOn }: RoleAssignment): object {
  const subscription = /^\/subscriptions\/[^/]+/i.exec(scope)?.[0] ?? "";
  return {
    properties: {
      roleDefinitionId: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${roleId}`,
      principalId,
      principalType,
      scope,
      createdOn: toArmTime(createdOn),
      updatedOn: toArmTime(createdOn),
    },
    id: `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`,
    type: "Microsoft.Authorization/roleAssignments",
    name,
  };
}

export function listRoleDefinitions(request: ArmRequest): ArmAnswer {
  const filter = request.query.get("$filter") ?? "";
  const name = /roleName eq '([^']*)'/i.exec(filter)?.[1]?.toLowerCase();
  const found = Object.values(builtInRoles).filter((role) => name === undefined || role.name.toLowerCase() === name);
  return { status: 200, body: { value: found.map((role) => definitionView(request, role)) } };
}

export function getRoleDefinition(request: ArmRequest): ArmAnswer {
  const role = roleById(param(request, "definition"));
  if (role !== undefined) return { status: 200, body: definitionView(request, role) };
  throw new AzureError(
    404,
    "RoleDefinitionDoesNotExist",
    `The specified role definition with ID '${param(request, "definition")}' does not exist.`,
    gateway,
  );
}

function definitionView({ path }: ArmRequest, { id, name, actions, notActions, dataActions }: Role): object {
  const subscription = /^\/subscriptions\/[^/]+/i.exec(path)?.[0] ?? "";
  return {
    properties: {
      roleName: name,
      type: "BuiltInRole",
      description: "",
      assignableScopes: ["/"],
      permissions: [{ actions, notActions, dataActions, notDataActions: [] }],
    },
    id: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${id}`,
    type: "Microsoft.Authorization/roleDefinitions",
    name: id,
  };
}
