// Microsoft.Authorization/permissions: what the caller may do at a scope, role by role.

import { rolesAt } from "../../auth/rights/authorization.ts";
import type { ArmAnswer, ArmRequest } from "../request.ts";
import { existingScopeOf } from "../scopes.ts";

export function listPermissions(request: ArmRequest): ArmAnswer {
  const value = rolesAt(request, existingScopeOf(request)).map(({ actions, notActions, dataActions }) => ({
    actions,
    notActions,
    dataActions,
    notDataActions: [],
  }));
  return { status: 200, body: { value } };
}
