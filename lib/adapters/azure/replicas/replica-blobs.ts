// The blobs one session holds: made where they are missing, leased, kept leased, given back.
import type { CallContext } from "#lib/services/ports/call-context.ts";
import { type HeldStripe, holdStripe, releaseStripe, renew } from "./held-stripe.ts";
import type { OpenContainer } from "./replica-door.ts";
import { type BaseFacts, toBaseMetadata } from "./replica-metadata.ts";
import { asked, codeOf, toReplicaError, untold } from "./storage-call.ts";

/** A third of the lease: two renewals may fail. */
const RENEW_MS = 20_000;
const RELEASE_TIMEOUT_MS = 10_000;

export interface WantedBlob {
  name: string;
  facts: BaseFacts;
  lengthBytes: number;
}

export class ReplicaBlobs {
  private readonly held = new Map<string, HeldStripe>();
  private readonly container: OpenContainer;
  private readonly leaseId: string;
  private readonly context: CallContext;
  private readonly retryDelayMs: number;
  private readonly timer: NodeJS.Timeout;

  constructor(container: OpenContainer, leaseId: string, retryDelayMs: number, context: CallContext) {
    this.container = container;
    this.leaseId = leaseId;
    this.retryDelayMs = retryDelayMs;
    this.context = context;
    this.timer = setInterval(() => void this.renewAll(), RENEW_MS);
    this.timer.unref();
  }

  get(name: string): HeldStripe {
    const stripe = this.held.get(name);
    if (!stripe) throw new Error(`${name} is not held.`);
    return stripe;
  }

  /** In this order; what is held already stays so. */
  async hold(names: readonly string[]): Promise<void> {
    const missing = names.filter((name) => !this.held.has(name));
    // Blobs that came at different times have come to different numbers.
    const above = this.held.size > 0 ? 0 : await this.highestOf(missing.slice(1));
    for (const name of missing) {
      const { leaseId, retryDelayMs, context } = this;
      const number = this.held.values().next().value?.sequenceNumber;
      const raise = number === undefined ? { above } : { to: number };
      this.held.set(name, await holdStripe(this.container, name, { leaseId, raise, retryDelayMs }, context));
    }
  }

  private async highestOf(names: readonly string[]): Promise<number> {
    const numbers = names.map(async (name) => {
      const client = this.container.patient.getPageBlobClient(name);
      const { blobSequenceNumber = 0 } = await asked(this.context, `read ${name}`, (abortSignal) => client.getProperties({ abortSignal }));
      return blobSequenceNumber;
    });
    return Math.max(0, ...(await Promise.all(numbers)));
  }

  /** With all it says of itself from the first moment; one that is there stays. */
  async make({ name, facts, lengthBytes }: WantedBlob): Promise<void> {
    try {
      await untold(this.context, (abortSignal) =>
        this.container.patient.getPageBlobClient(name).create(lengthBytes, {
          abortSignal,
          conditions: { ifNoneMatch: "*" },
          metadata: toBaseMetadata(facts),
        }),
      );
    } catch (error) {
      // There already: made just now by a try whose answer was lost, or leased by somebody.
      const isThere = ["BlobAlreadyExists", "ConditionNotMet", "LeaseIdMissing"].includes(codeOf(error) ?? "");
      if (!isThere) throw toReplicaError(error, `make the page blob ${name}`);
    }
  }

  /** Never throws. What is somebody else's by now stays theirs. */
  async giveBack(): Promise<void> {
    clearInterval(this.timer);
    const { requestId, principal } = this.context;
    const context = { requestId, principal, signal: AbortSignal.timeout(RELEASE_TIMEOUT_MS) };
    await Promise.allSettled([...this.held.values()].map((stripe) => releaseStripe(stripe, context)));
  }

  private async renewAll(): Promise<void> {
    const { requestId, principal } = this.context;
    // One that is lost is told by the next write.
    await Promise.allSettled([...this.held.values()].map((stripe) => renew(stripe, { requestId, principal })));
  }
}
