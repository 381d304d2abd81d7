import { z } from "zod";
import { ATTENTION_KINDS, SEVERITIES } from "#lib/domain/attention-kind.ts";
import { DISK_DAY_STATES } from "#lib/domain/chains/snapshot-interval.ts";
import { armId, bytes, decimal, isoTime, sourceState, wordList } from "./common.ts";
import { pageTarget } from "./page-target.ts";

export const attentionItem = z.object({
  id: z.string(),
  kind: z.enum(ATTENTION_KINDS),
  severity: z.enum(SEVERITIES),
  title: z.string(),
  detail: z.string(),
  /** The one next action. */
  action: z.object({ label: z.string(), target: pageTarget }),
});
export type AttentionItem = z.infer<typeof attentionItem>;

export const overviewQuery = z.object({ subscription: wordList, region: wordList });
export type OverviewQuery = z.infer<typeof overviewQuery>;

export const overview = z.object({
  attention: z.array(attentionItem),
  figures: z.object({
    disks: z.number().int(),
    snapshots: z.number().int(),
    chains: z.number().int(),
    subscriptions: z.number().int(),
    provisionedBytes: bytes,
    storedBytes: bytes,
    measuredCount: z.number().int(),
    monthToDateUsd: decimal.nullable(),
    forecastUsd: decimal.nullable(),
    /** Something in these two has no known size or price: they are at least this much. */
    isCostLeast: z.boolean(),
    operationsRunning: z.number().int(),
  }),
  costPerDay: z.array(z.object({ date: z.string(), usd: decimal })),
  /** Written bytes by the day the snapshot was taken, last thirty days. */
  changePerDay: z.array(z.object({ date: z.string(), writtenBytes: bytes, snapshots: z.number().int() })),
  /** Thirty days per disk, oldest first. */
  diskStrips: z.array(
    z.object({
      diskId: armId,
      diskName: z.string(),
      /** Absent: it has no snapshot. */
      chainId: z.string().optional(),
      days: z.array(z.object({ date: z.string(), state: z.enum(DISK_DAY_STATES), count: z.number().int() })),
    }),
  ),
  asOf: isoTime,
  sources: z.array(sourceState),
});
export type Overview = z.infer<typeof overview>;
