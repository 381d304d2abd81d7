import { useQuery } from "@tanstack/react-query";
import { subscriptionList } from "#lib/contract/inventory.ts";
import { apiFetch } from "./api-fetch.ts";
import { queryKeys } from "./query-keys.ts";

export function useSubscriptions() {
  return useQuery({
    queryKey: queryKeys.subscriptions(),
    queryFn: ({ signal }) => apiFetch(subscriptionList, "/api/subscriptions", { signal }),
    refetchInterval: 60_000,
  });
}
