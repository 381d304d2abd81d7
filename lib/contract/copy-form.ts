import { z } from "zod";
import { armId } from "./common.ts";
import { choice, formOptions, resourceGroupChoice, suggestedGroup } from "./plans.ts";

/** What the form of a copy, or of several, may offer. */
export const copyFormOptions = formOptions.extend({
  /** The source's own first. */
  subscriptions: z.array(choice),
  /** The one that regions, groups and names are of. */
  targetSubscriptionId: z.string(),
  regions: z.array(choice),
  resourceGroups: z.array(resourceGroupChoice),
  skus: z.array(choice),
  suggestedName: z.string(),
  suggestedRegion: z.string().optional(),
  /** In that region; absent where it is a guess. */
  suggestedResourceGroup: z.string().optional(),
  /** By region. */
  suggestedGroups: z.record(z.string(), suggestedGroup),
  /** Older ones of its chain, oldest first: Azure copies in the order of creation. */
  earlier: z.array(z.object({ id: armId, name: z.string() })),
  /** By region that has copies: how many of these are there, or can follow no more. */
  earlierDone: z.record(z.string(), z.number().int()),
});
export type CopyFormOptions = z.infer<typeof copyFormOptions>;
