import type { Webhook, WebhookNote } from "#lib/domain/operations/webhook.ts";

/** One sending to be made. */
export interface WebhookDelivery {
  hook: string;
  /** With this one. */
  attempts: number;
  note: WebhookNote;
}

export interface WebhookStanding {
  hook: string;
  waiting: number;
  givenUp: number;
  lastSentAt?: string;
  lastError?: string;
}

/** What is to be sent, kept beside the operations: written by the statement that ends one. */
export interface WebhookOutbox {
  /** Gives what has ended since to those that listen for it, and lets go of what is old. */
  spread(hooks: readonly Pick<Webhook, "name" | "events">[]): Promise<void>;
  /** What is due, for this process for so long; what it does not tell of by then is due again. */
  take(hooks: readonly string[], limit: number, leaseMs: number): Promise<WebhookDelivery[]>;
  sent(delivery: WebhookDelivery): Promise<void>;
  /** Given up where it is older than giveUpMs. Resolves to whether it was. */
  failed(delivery: WebhookDelivery, why: { text: string; waitMs: number; giveUpMs: number }): Promise<boolean>;
  standings(): Promise<WebhookStanding[]>;
}

export interface WebhookSender {
  /** Rejects for all but a 2xx, with words that hold no address. */
  send(hook: Webhook, note: WebhookNote): Promise<void>;
}
