// A list narrowed to a chain is empty: there may be no such chain, which no filter hides.
import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LoadingRows } from "#components/ui/loading-rows.tsx";
import { PageLink } from "#components/ui/page-link.tsx";
import { isApiError } from "#lib/client/api/api-fetch.ts";
import { useChain } from "#lib/client/chains/use-chains.ts";

export function NoSnapshots({ chain, children }: { chain: string | undefined; children: ReactNode }) {
  const query = useChain(chain);
  if (query.isLoading) return <LoadingRows rows={4} label="Looking for the chain" />;
  return isApiError(query.error) && query.error.code === "not-found" ? <UnknownChain message={query.error.message} /> : children;
}

/** message: what is known of it. */
export function UnknownChain({ message }: { message: string }) {
  return (
    <EmptyState
      kind="nothing"
      title="This chain is not known"
      action={
        <Button component={PageLink} to={{ page: "chains" }} variant="default">
          See all chains
        </Button>
      }
    >
      {message}
    </EmptyState>
  );
}
