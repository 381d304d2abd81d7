// How far the writing of one recovery point has come, kept often enough that little is done again, and never twice at once.
import { z } from "zod";
import type { StepContext } from "#lib/operations/engine/operation-handler.ts";
import type { Clock } from "#lib/services/ports/clock.ts";

const kept = z.object({ uniqueId: z.string(), planHash: z.string(), next: z.number().int().min(0) });
export type Kept = z.infer<typeof kept>;

/** Of the requests; but not more often than every second where these come fast. */
const KEEP_EVERY = 32;
const KEEP_EVERY_MS = 1000;

export function createKeeper({ checkpoint, keep }: Pick<StepContext, "checkpoint" | "keep">, clock: Clock) {
  let last = kept.safeParse(checkpoint).data;
  let lastAtMs = Number.NEGATIVE_INFINITY;
  let waiting: Kept | undefined;
  let under: Promise<void> | undefined;
  let failure: { error: unknown } | undefined;

  const write = async () => {
    while (waiting) {
      const next = waiting;
      waiting = undefined;
      await keep(next);
      last = next;
      lastAtMs = clock.nowMs();
    }
  };
  const start = () => {
    under ??= write()
      .catch((error: unknown) => {
        failure = { error };
      })
      .finally(() => {
        under = undefined;
      });
  };

  return {
    /** Of an earlier attempt, or of this one. */
    get kept() {
      return last;
    },
    /** Throws what keeping an earlier place has failed with: nobody goes on who cannot say how far. */
    reached(next: Kept): void {
      if (failure) throw failure.error;
      const before = last?.planHash === next.planHash && last.uniqueId === next.uniqueId ? last.next : undefined;
      const isDue = before === undefined || next.next - before >= KEEP_EVERY || clock.nowMs() - lastAtMs >= KEEP_EVERY_MS;
      if (!isDue) return;
      waiting = next;
      start();
    },
    async settled(): Promise<void> {
      await under;
    },
  };
}
