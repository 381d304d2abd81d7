// For tests: Local Azure in this process, on free ports and a directory of its own, with the real SDKs signed in to it.

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import tls from "node:tls";
import { ComputeManagementClient } from "@azure/arm-compute";
import { ClientSecretCredential } from "@azure/identity";
import { dayMs } from "../cost/meter/meter-quantity.ts";
import type { ResourceGroup } from "../model/records/resource-group.ts";
import type { LocalAzure, StartOptions } from "../server.ts";
import { startLocalAzure } from "../server.ts";

export interface TestAzure extends LocalAzure {
  dataDir: string;
  subscriptionId: string;
  group: ResourceGroup;
  /** owner, operator or reader. */
  credential(name?: string): ClientSecretCredential;
  compute(name?: string): ComputeManagementClient;
  /** A call by hand, signed in. */
  call(method: string, path: string, body?: unknown, name?: string): Promise<Response>;
  stop(): Promise<void>;
}

/** Pollers ask again at once. */
export const quickly = { updateIntervalInMs: 5 };

export async function startTestAzure(start: Partial<StartOptions> = {}): Promise<TestAzure> {
  const dataDir = start.dataDir ?? (await mkdtemp(join(tmpdir(), "local-azure-")));
  const local = await startLocalAzure({ seed: "empty", ...start, dataDir, options: { retryAfterSeconds: 0, ...start.options } });
  const { endpoints, world } = local;
  await trust(endpoints.caFile);
  const subscriptionId =
    endpoints.subscriptions[0]?.subscriptionId ??
    world.addSubscription({ subscriptionId: "00000000-0000-4000-8000-000000000001", displayName: "Test" }).subscriptionId;
  const group =
    world.findGroup(subscriptionId, "Test-Group") ?? world.addGroup({ subscriptionId, name: "Test-Group", location: "westeurope" });

  const credentials = new Map<string, ClientSecretCredential>();
  const credential = (name = "owner") => {
    const known = credentials.get(name);
    if (known !== undefined) return known;
    const client = endpoints.clients.find((known) => known.name === name);
    if (client === undefined) throw new Error(`no client ${name}`);
    const made = new ClientSecretCredential(endpoints.tenantId, client.clientId, client.clientSecret, {
      authorityHost: endpoints.authority,
      disableInstanceDiscovery: true,
    });
    credentials.set(name, made);
    return made;
  };
  return {
    ...local,
    dataDir,
    subscriptionId,
    group,
    credential,
    compute: (name) => new ComputeManagementClient(credential(name), subscriptionId, { endpoint: endpoints.arm }),
    async call(method, path, body, name) {
      const token = await credential(name).getToken("https://management.azure.com/.default");
      const headers = { authorization: `Bearer ${token.token}`, "content-type": "application/json" };
      return fetch(path.startsWith("https:") ? path : endpoints.arm + path, {
        method,
        headers,
        body: body === undefined ? undefined : JSON.stringify(body),
      });
    },
    async stop() {
      await local.close();
      if (start.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/**
 * To that day of this month or the next, so that what is told of a month does not depend on when the test is run: on a
 * first of the month nothing is metered yet, and the last rows of the month before come two days late.
 */
export function passToDayOfMonth({ world }: Pick<TestAzure, "world">, day: number): void {
  while (new Date(world.clock.nowMs()).getUTCDate() !== day) world.clock.advance(dayMs);
}

async function trust(caFile: string): Promise<void> {
  const ca = await readFile(caFile, "utf8");
  tls.setDefaultCACertificates([...tls.getCACertificates("default"), ca]);
}
