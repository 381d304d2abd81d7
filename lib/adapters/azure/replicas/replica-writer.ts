// Replicas written to page blobs: whoever opens one has it alone.
import { AppError } from "#lib/domain/app-error.ts";
import { blobNames, MAX_STRIPE_BYTES, type ReplicaPlace, stripesOf } from "#lib/domain/replication/replica.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { ReplicaOwner, ReplicaWriter } from "#lib/services/ports/replicas.ts";
import type { FoundReplica } from "./assemble-replicas.ts";
import { leaseIdOf } from "./held-stripe.ts";
import { readReplica } from "./read-replica.ts";
import { ReplicaBlobs } from "./replica-blobs.ts";
import { withChanges } from "./replica-changes.ts";
import { type DoorDeps, openDoor, type ReplicaDoor } from "./replica-door.ts";
import { BlobReplicaSession, conflict } from "./replica-session.ts";
import { asked } from "./storage-call.ts";
import { stripeLength } from "./stripe-length.ts";

const RETRY_DELAY_MS = 500;
const CONTAINER = /^(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/;

export interface WriterDeps extends DoorDeps {
  /** Tests have small ones. */
  stripeBytes?: number;
}

export function createReplicaWriter(deps: WriterDeps): ReplicaWriter {
  const { connection, stripeBytes = MAX_STRIPE_BYTES } = deps;
  const retryDelayMs = connection.retryDelayMs ?? RETRY_DELAY_MS;
  return {
    async open(place, owner, sizeBytes, context) {
      assertPlace(place);
      const door = await openDoor(deps, place.accountId, "write", context);
      const { found, hasContainer } = await readReplica(door, place, context);
      if (found) assertOpenable(found, owner);
      if (!hasContainer) await makeContainer(door, place, context);
      const blobs = new ReplicaBlobs(door.container(place.container), leaseIdOf(place, owner.operationId), retryDelayMs, context);
      try {
        const stripes = stripesOf(sizeBytes, stripeBytes);
        const wanted = blobNames(place, stripes);
        for (const [stripe, name] of wanted.entries()) {
          if (found?.blobs.has(name)) continue;
          const { diskId, diskUniqueId } = owner;
          const facts = { diskId, diskUniqueId, stripe, stripes, sizeBytes };
          await blobs.make({ name, facts, lengthBytes: stripeLength(sizeBytes, stripe, stripeBytes) });
        }
        // The same order for everybody.
        await blobs.hold([...new Set([...(found?.blobs.keys() ?? []), ...wanted])].toSorted());
        const held = (await readReplica(door, place, context)).found;
        if (!held) throw conflict("stripe-gone", "The replica is gone.");
        assertOpenable(held, owner);
        const checked = await withChanges(held, door, context);
        assertOpenable(checked, owner);
        return new BlobReplicaSession({ door, place, owner, blobs, stripeBytes, retryDelayMs, context }, checked);
      } catch (error) {
        await blobs.giveBack();
        throw error;
      }
    },
  };
}

function assertPlace({ container, name }: ReplicaPlace): void {
  if (!CONTAINER.test(container))
    throw new AppError("invalid-input", "A container's name has 3 to 63 lower-case letters, digits and single hyphens.", {
      details: { field: "container", given: container },
    });
  if (!NAME.test(name))
    throw new AppError(
      "invalid-input",
      "A replica's name begins with a letter or digit and has letters, digits, dots, hyphens and underscores.",
      {
        details: { field: "name", given: name },
      },
    );
}

function assertOpenable({ replica }: FoundReplica, { diskUniqueId, diskId }: ReplicaOwner): void {
  if (replica.problem) throw conflict(replica.problem.rule, replica.problem.message);
  if (replica.diskUniqueId === diskUniqueId) return;
  throw conflict("other-disk", `There is a replica of another disk: of ${replica.diskId}, not of this ${diskId}.`);
}

async function makeContainer(door: ReplicaDoor, { container }: ReplicaPlace, context: CallContext): Promise<void> {
  if (door.onlyContainer !== undefined) throw new AppError("not-found", `The target's container ${container} is not there.`);
  await asked(context, `make the container ${container}`, (abortSignal) =>
    door.container(container).patient.createIfNotExists({ abortSignal }),
  );
}
