import { useQuery } from "@tanstack/react-query";
import { apiFetch, apiUrl } from "#lib/client/api/api-fetch.ts";
import { queryKeys } from "#lib/client/api/query-keys.ts";
import { verification } from "#lib/contract/verifications.ts";

/** What an operation found; it does not change any more. */
export function useVerification(operationId: string) {
  return useQuery({
    queryKey: queryKeys.verification(operationId),
    queryFn: ({ signal }) => apiFetch(verification, pathOf(operationId), { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function certificateUrl(operationId: string): string {
  return apiUrl(`${pathOf(operationId)}/certificate`);
}

function pathOf(operationId: string): string {
  return `/api/verifications/${encodeURIComponent(operationId)}`;
}
