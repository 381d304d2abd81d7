// How long the blobs of a replica are: the disk's bytes, and behind the last one its footer.
import { stripesOf } from "#lib/domain/replication/replica.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import { changeStripe, type HeldStripe, ownProperties } from "./held-stripe.ts";
import { FOOTER_BYTES } from "./vhd-footer.ts";
import { clearPages } from "./write-pages.ts";

export function stripeLength(sizeBytes: number, stripe: number, stripeBytes: number): number {
  const isLast = stripe === stripesOf(sizeBytes, stripeBytes) - 1;
  return Math.min(stripeBytes, sizeBytes - stripe * stripeBytes) + (isLast ? FOOTER_BYTES : 0);
}

/** The footer of another size would lie among the disk's bytes, and be taken for data: it is cleared before the length says so. */
export async function setLength(stripe: HeldStripe, wanted: number, context: CallContext): Promise<void> {
  const { contentLength = 0 } = await ownProperties(stripe, context);
  if (contentLength === wanted) return;
  if (contentLength >= FOOTER_BYTES) await clearPages(stripe, { offset: contentLength - FOOTER_BYTES, length: FOOTER_BYTES }, context);
  await changeStripe(stripe, context, {
    doing: "set the length of",
    isDone: (properties) => properties.contentLength === wanted,
    make: (conditions, abortSignal) => stripe.patient.resize(wanted, { conditions, abortSignal }),
  });
}
