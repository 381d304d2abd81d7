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
  /** Assigned on all subscriptions. */
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
];

export async function openIdentities(dataDir: string): Promise<Identities> {
  const path = join(dataDir, "identities.json");
  try {
    return JSON.parse(await readFile(path, "utf8")) as Identities;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  const made: Identities = { tenantId: newGuid(), clients: people.map(makeClient) };
  await writeFileAtomically(path, `${JSON.stringify(made, null, 2)}\n`);
  return made;
}

function makeClient({ name, roles }: { name: string; roles: RoleName[] }): ClientIdentity {
  return { name, clientId: newGuid(), clientSecret: randomSignature().replace(/[^A-Za-z0-9]/g, ""), objectId: newGuid(), roles };
}
