// A pair that cannot be compared: the rule that forbids it, and the nearest pair that can be.
import { Button } from "@mantine/core";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { isApiError } from "#lib/client/api/api-fetch.ts";
import type { ChainDetail } from "#lib/contract/chains.ts";
import { sameResource } from "#lib/domain/inventory/inventory.ts";
import { nearestPair, type SnapshotPair } from "./diff-pair.ts";

export interface DiffProblemProps {
  error: unknown;
  pair: SnapshotPair;
  chain: ChainDetail | undefined;
  onPair(pair: SnapshotPair): void;
  onRetry(): void;
}

export function DiffProblem({ error, pair, chain, onPair, onRetry }: DiffProblemProps) {
  const isRule = isApiError(error) && (error.code === "not-possible" || error.code === "invalid-input" || error.code === "not-found");
  if (!isRule) return <ErrorNotice error={error} onRetry={onRetry} title="The diff could not be read" />;
  const nearest = chain && nearestPair(chain, pair);
  const nameOf = (id: string) => chain?.snapshots.find((row) => sameResource(row.id, id))?.name ?? id;
  return (
    <EmptyState
      kind="unavailable"
      title="These two cannot be compared"
      action={
        nearest && <Button onClick={() => onPair(nearest)}>{`Compare ${nameOf(nearest.base)} with ${nameOf(nearest.target)}`}</Button>
      }
    >
      {error.message}
      {nearest && " The nearest pair Azure can compare:"}
    </EmptyState>
  );
}
