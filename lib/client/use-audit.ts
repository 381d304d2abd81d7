import { useQuery } from "@tanstack/react-query";
import { auditList } from "#lib/contract/health.ts";
import { apiFetch } from "./api-fetch.ts";
import { queryKeys } from "./query-keys.ts";

export function useAudit() {
  return useQuery({
    queryKey: queryKeys.audit(),
    queryFn: ({ signal }) => apiFetch(auditList, "/api/audit", { signal }),
    refetchInterval: 30_000,
  });
}
