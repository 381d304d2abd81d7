// For tests: a built-in role for one of the clients, given by the owner.
import { builtInRoles, type RoleName } from "../auth/rights/roles.ts";
import type { TestAzure } from "./test-azure.ts";

/** Gives what takes it away again. */
export async function assignRole(azure: TestAzure, role: RoleName, clientName: string, scope: string): Promise<() => Promise<unknown>> {
  const token = await azure.credential(clientName).getToken("https://management.azure.com/.default");
  const { oid } = JSON.parse(Buffer.from(token.token.split(".")[1] ?? "", "base64url").toString()) as { oid: string };
  const roleDefinitionId = `/subscriptions/${azure.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${builtInRoles[role].id}`;
  const path = `${scope}/providers/Microsoft.Authorization/roleAssignments/${crypto.randomUUID()}?api-version=2022-04-01`;
  const answer = await azure.call("PUT", path, { properties: { principalId: oid, roleDefinitionId } });
  if (answer.status !== 201) throw new Error(await answer.text());
  return () => azure.call("DELETE", path);
}
