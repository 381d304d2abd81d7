import type { WebhookRow } from "#lib/contract/webhooks.ts";
import type { Webhook } from "#lib/domain/operations/webhook.ts";
import type { WebhookOutbox } from "#lib/services/ports/webhooks.ts";

export interface ListWebhooksDeps {
  config: { webhooks: readonly Webhook[] };
  webhookOutbox: Pick<WebhookOutbox, "standings">;
}

/** Those that are configured, as they stand; an address may be a secret and is not among it. */
export async function listWebhooks({ config, webhookOutbox }: ListWebhooksDeps): Promise<{ items: WebhookRow[] }> {
  const standings = new Map((await webhookOutbox.standings()).map(({ hook, ...standing }) => [hook, standing]));
  return {
    items: config.webhooks.map(({ name, shape, events, secret }) => ({
      name,
      shape,
      events: [...events],
      isSigned: secret !== undefined,
      ...(standings.get(name) ?? { waiting: 0, givenUp: 0 }),
    })),
  };
}
