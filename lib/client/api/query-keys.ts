// Names of what react-query keeps. Without a filter a key is the prefix of all its kind, for invalidation.

type Filter = Record<string, unknown>;

export const queryKeys = {
  health: () => ["health"] as const,
  overview: (scope: object) => ["overview", scope] as const,
  subscriptions: () => ["subscriptions"] as const,
  disks: (filter?: Filter) => keyOf("disks", filter),
  snapshots: (filter?: Filter) => keyOf("snapshots", filter),
  chains: (filter?: Filter) => keyOf("chains", filter),
  chain: (id: string) => ["chain", id] as const,
  reclaim: (ids: readonly string[]) => ["reclaim", ids] as const,
  diff: (base: string, target: string) => ["diff", base, target] as const,
  diffRanges: (base: string, target: string, start: number) => ["diff-ranges", base, target, start] as const,
  planOptions: (kind: string, subjectId: string, chosen: object) => ["plan-options", kind, subjectId, chosen] as const,
  plan: (request: unknown) => ["plan", request] as const,
  operations: (filter?: object) => keyOf("operations", filter),
  operation: (id: string) => ["operation", id] as const,
  costs: (filter?: object) => keyOf("costs", filter),
  prices: () => ["prices"] as const,
  webhooks: () => ["webhooks"] as const,
  audit: () => ["audit"] as const,
};

/** All that shows Azure's inventory: stale after a refresh or a finished operation. */
export const inventoryKeys = ["overview", "subscriptions", "disks", "snapshots", "chains", "chain", "reclaim", "costs"] as const;

function keyOf(name: string, filter: object | undefined): readonly unknown[] {
  return filter === undefined ? [name] : [name, filter];
}
