import { useQuery } from "@tanstack/react-query";
import { apiFetch } from "#lib/client/api/api-fetch.ts";
import { queryKeys } from "#lib/client/api/query-keys.ts";
import { subscriptionList } from "#lib/contract/inventory.ts";

export function useSubscriptions() {
  return useQuery({
    queryKey: queryKeys.subscriptions(),
    queryFn: ({ signal }) => apiFetch(subscriptionList, "/api/subscriptions", { signal }),
    refetchInterval: 60_000,
  });
}
