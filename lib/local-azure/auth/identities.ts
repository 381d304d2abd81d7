// Who can sign in here: made up once for a data directory, good for nothing anywhere else.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { newGuid, randomSignature } from "../model/ids.ts";
import { writeFileAtomically } from "../state/write-file-atomically.ts";
import type { RoleName } from "./roles.ts";

export interface ClientIdentity {
  name: string;
  clientId: string;
  clientSecret: string;
  /** Of the service principal: what AuthorizationFailed calls the object id. */
  objectId: string;
  /** Held on all subscriptions from the start; more come by role assignments. */
  roles: RoleName[];
}

export interface Identities {
  tenantId: string;
  clients: ClientIdentity[];
}

const people: { name: string; roles: RoleName[] }[] = [
  { name: "owner", roles: ["Owner"] },
  { name: "operator", roles: ["Reader", "Disk Snapshot Contributor", "Disk Restore Operator"] },
  { name: "reader", roles: ["Reader"] },
  { name: "backup", roles: ["Disk Backup Reader", "Disk Snapshot Contributor"] },
  { name: "finance", roles: ["Cost Management Reader"] },
  { name: "guest", roles: [] },
];

export async function openIdentities(dataDir: string): Promise<Identities> {
  const path = join(dataDir, "identities.json");
  const known = (await readKnown(path)) ?? { tenantId: newGuid(), clients: [] };
  const missing = people.filter(({ name }) => !known.clients.some((client) => client.name === name));
  if (missing.length === 0) return known;
  const made: Identities = { ...known, clients: [...known.clients, ...missing.map(makeClient)] };
  await writeFileAtomically(path, `${JSON.stringify(made, null, 2)}\n`);
  return made;
}

async function readKnown(path: string): Promise<Identities | undefined> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as Identities;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function makeClient({ name, roles }: { name: string; roles: RoleName[] }): ClientIdentity {
  return { name, clientId: newGuid(), clientSecret: randomSignature().replace(/[^A-Za-z0-9]/g, ""), objectId: newGuid(), roles };
}
