// Brings what operations came to to the webhooks: at least once each, tried again for a day.
import { GIVE_UP_MS, type Webhook, webhookWaitMs } from "#lib/domain/operations/webhook.ts";
import type { WebhookDelivery, WebhookOutbox, WebhookSender } from "#lib/services/ports/webhooks.ts";

export interface WebhookCourierDeps {
  hooks: readonly Webhook[];
  outbox: WebhookOutbox;
  sender: WebhookSender;
  log(event: string, fields: Record<string, unknown>): void;
  everyMs?: number | undefined;
}

export interface WebhookCourier {
  start(): void;
  /** One round: what is due now. */
  round(): Promise<void>;
  stop(): Promise<void>;
}

const EVERY_MS = 5000;
/** With nobody to tell only what is old is let go of. */
const IDLE_MS = 600_000;
const AT_ONCE = 8;
/** Longer than a sending may take. */
const LEASE_MS = 60_000;

export function createWebhookCourier({
  hooks,
  outbox,
  sender,
  log,
  everyMs = hooks.length > 0 ? EVERY_MS : IDLE_MS,
}: WebhookCourierDeps): WebhookCourier {
  let timer: NodeJS.Timeout | undefined;
  let going = Promise.resolve();
  const byName = new Map(hooks.map((hook) => [hook.name, hook]));
  const round = async () => {
    await outbox.spread(hooks);
    const due = await outbox.take([...byName.keys()], AT_ONCE, LEASE_MS);
    await Promise.all(due.map(deliver));
  };
  return {
    start() {
      const next = () => {
        going = round().catch((err: unknown) => log("webhooks-failed", { err }));
        void going.then(() => {
          if (timer) timer = setTimeout(next, everyMs);
        });
      };
      timer = setTimeout(next, 0);
    },
    round,
    async stop() {
      clearTimeout(timer);
      timer = undefined;
      await going;
    },
  };

  async function deliver(delivery: WebhookDelivery): Promise<void> {
    const hook = byName.get(delivery.hook);
    if (!hook) return;
    try {
      await sender.send(hook, delivery.note);
    } catch (error) {
      const text = error instanceof Error ? error.message : "It could not be sent.";
      const isGivenUp = await outbox.failed(delivery, { text, waitMs: webhookWaitMs(delivery.attempts), giveUpMs: GIVE_UP_MS });
      log("webhook-not-sent", { hook: hook.name, operationId: delivery.note.operation.id, attempts: delivery.attempts, text, isGivenUp });
      return;
    }
    await outbox.sent(delivery);
  }
}
