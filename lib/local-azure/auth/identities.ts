// Who can sign in here: made up once for a data directory, good for nothing anywhere else. Clients have a secret;
// personas are people for demonstrations and have none: whoever opens the sign-in page may be any of them.

import { join } from "node:path";
import { newGuid, randomSignature } from "../ids.ts";
import { readJsonFile, sealedJson } from "../state/json-file.ts";
import { writeFileAtomically } from "../state/write-file-atomically.ts";
import type { RoleName } from "./rights/roles.ts";

/** Whom an access token speaks for: an application by itself, or a person through one. */
export interface ClientIdentity {
  name: string;
  /** Of the application. */
  clientId: string;
  /** Of a person only. */
  userPrincipalName?: string;
  /** Of the service principal or the person: what AuthorizationFailed calls the object id. */
  objectId: string;
  /** Held on all subscriptions from the start; more come by role assignments. */
  roles: RoleName[];
}

export interface KnownClient extends ClientIdentity {
  clientSecret: string;
}

export interface Persona {
  name: string;
  userPrincipalName: string;
  objectId: string;
  /** As for clients. */
  roles: RoleName[];
}

export interface Identities {
  tenantId: string;
  clients: KnownClient[];
  personas: Persona[];
}

const operatorRoles: RoleName[] = ["Reader", "Disk Snapshot Contributor", "Disk Restore Operator"];

const clientPlans: { name: string; roles: RoleName[] }[] = [
  { name: "owner", roles: ["Owner"] },
  { name: "operator", roles: operatorRoles },
  { name: "reader", roles: ["Reader"] },
  { name: "backup", roles: ["Disk Backup Reader", "Disk Snapshot Contributor"] },
  { name: "finance", roles: ["Cost Management Reader"] },
  { name: "guest", roles: [] },
];

const personaPlans: Omit<Persona, "objectId">[] = [
  { name: "Olivia Owner", userPrincipalName: "olivia@localazure.example", roles: ["Owner"] },
  { name: "Oscar Operator", userPrincipalName: "oscar@localazure.example", roles: operatorRoles },
  { name: "Rita Reader", userPrincipalName: "rita@localazure.example", roles: ["Reader"] },
];

/** A directory that was made before a sign-in existed gets it now; the others keep their ids. */
export async function openIdentities(dataDir: string): Promise<Identities> {
  const path = join(dataDir, "identities.json");
  const { tenantId = newGuid(), clients = [], personas = [] } = readJsonFile<Partial<Identities>>(path) ?? {};
  const newClients = clientPlans.filter(({ name }) => !clients.some((client) => client.name === name));
  const newPersonas = personaPlans.filter((plan) => !personas.some((one) => one.userPrincipalName === plan.userPrincipalName));
  const identities: Identities = {
    tenantId,
    clients: [...clients, ...newClients.map(makeClient)],
    personas: [...personas, ...newPersonas.map((plan) => ({ ...plan, objectId: newGuid() }))],
  };
  if (newClients.length + newPersonas.length > 0) await writeFileAtomically(path, sealedJson(identities, { isPretty: true }));
  return identities;
}

export function findPersona({ personas }: Identities, userPrincipalName: string): Persona | undefined {
  return personas.find((one) => one.userPrincipalName === userPrincipalName.toLowerCase());
}

function makeClient({ name, roles }: { name: string; roles: RoleName[] }): KnownClient {
  return { name, clientId: newGuid(), clientSecret: randomSignature().replace(/[^A-Za-z0-9]/g, ""), objectId: newGuid(), roles };
}
