import { useQuery } from "@tanstack/react-query";
import { apiFetch } from "#lib/client/api/api-fetch.ts";
import { queryKeys } from "#lib/client/api/query-keys.ts";
import { auditList } from "#lib/contract/health.ts";

export function useAudit() {
  return useQuery({
    queryKey: queryKeys.audit(),
    queryFn: ({ signal }) => apiFetch(auditList, "/api/audit", { signal }),
    refetchInterval: 30_000,
  });
}
