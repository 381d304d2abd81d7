import { z } from "zod";
import { WEBHOOK_EVENTS, WEBHOOK_SHAPES } from "#lib/domain/operations/webhook.ts";
import { isoTime } from "./common.ts";

/** Never with its address or secret. */
export const webhookRow = z.object({
  name: z.string(),
  shape: z.enum(WEBHOOK_SHAPES),
  events: z.array(z.enum(WEBHOOK_EVENTS)),
  isSigned: z.boolean(),
  /** To be sent, or to be tried again. */
  waiting: z.number().int(),
  /** Of the last days: what was tried for a day in vain. */
  givenUp: z.number().int(),
  lastSentAt: isoTime.optional(),
  /** Of the last that was not taken. */
  lastError: z.string().optional(),
});
export type WebhookRow = z.infer<typeof webhookRow>;
export const webhookList = z.object({ items: z.array(webhookRow) });
