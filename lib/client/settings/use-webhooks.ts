import { useQuery } from "@tanstack/react-query";
import { apiFetch } from "#lib/client/api/api-fetch.ts";
import { queryKeys } from "#lib/client/api/query-keys.ts";
import { webhookList } from "#lib/contract/webhooks.ts";

export function useWebhooks() {
  return useQuery({ queryKey: queryKeys.webhooks(), queryFn: ({ signal }) => apiFetch(webhookList, "/api/webhooks", { signal }) });
}
