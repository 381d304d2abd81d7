// What replicas there are, read from storage accounts alone.

import pLimit from "p-limit";
import { AppError } from "#lib/domain/app-error.ts";
import type { Replica } from "#lib/domain/replication/replica.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { ReplicaAccount, ReplicaReader } from "#lib/services/ports/replicas.ts";
import { assembleReplicas } from "./assemble-replicas.ts";
import { listBlobs } from "./list-blobs.ts";
import { readReplica } from "./read-replica.ts";
import { withChanges } from "./replica-changes.ts";
import { type DoorDeps, openDoor, type ReplicaDoor, readsFromAzure } from "./replica-door.ts";
import { listAccounts, told } from "./storage-account.ts";
import { asked } from "./storage-call.ts";

const AT_ONCE = 8;
const MAX_CONTAINERS = 5000;

export function createReplicaReader(deps: DoorDeps): ReplicaReader {
  return {
    async accounts(context) {
      const limit = pLimit(AT_ONCE);
      const { accounts, notRead } = await listAccounts(deps.connection, context);
      const rows = await Promise.all(accounts.map((account) => limit(() => told(deps.connection, account, context))));
      return { accounts: [...rows, ...targetsOf(deps)], notRead };
    },
    async containers(accountId, context) {
      return containersOf(await openDoor(deps, accountId, "read", context), context);
    },
    async list({ accountId, container }, context) {
      const door = await openDoor(deps, accountId, "read", context);
      const names = container === undefined ? await containersOf(door, context) : [container];
      const limit = pLimit(AT_ONCE);
      const lists = await Promise.all(names.map((name) => limit(() => listIn(door, { accountId, container: name }, context))));
      return lists.flat();
    },
    async look(place, context) {
      const door = await openDoor(deps, place.accountId, "read", context);
      const { found } = await readReplica(door, place, context);
      return found && (await withChanges(found, door, context)).replica;
    },
  };
}

function targetsOf({ targets = [], connection }: DoorDeps): ReplicaAccount[] {
  return targets.map((target) => ({
    id: target.id,
    name: target.name,
    region: undefined,
    subscriptionId: undefined,
    resourceGroup: undefined,
    serverSide: readsFromAzure(target, connection),
  }));
}

async function listIn(door: ReplicaDoor, where: { accountId: string; container: string }, context: CallContext): Promise<Replica[]> {
  const listed = (await listBlobs(door.container(where.container).patient, undefined, context)) ?? [];
  return assembleReplicas({ ...where, region: door.region }, listed).map(({ replica }) => replica);
}

async function containersOf({ service, onlyContainer }: ReplicaDoor, context: CallContext): Promise<string[]> {
  if (!service) return onlyContainer === undefined ? [] : [onlyContainer];
  const names: string[] = [];
  await asked(context, "list the containers of the storage account", async (abortSignal) => {
    for await (const { name } of service.listContainers({ abortSignal })) {
      names.push(name);
      if (names.length >= MAX_CONTAINERS)
        throw new AppError("too-large", `The storage account has more than ${MAX_CONTAINERS} containers: name one.`);
    }
  });
  return names;
}
