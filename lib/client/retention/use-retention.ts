import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { apiFetch } from "#lib/client/api/api-fetch.ts";
import { queryKeys } from "#lib/client/api/query-keys.ts";
import { type ProposeRequest, proposal, type SimulateRequest, simulation } from "#lib/contract/retention.ts";

/** undefined: not to be asked. */
export function useSimulation(request: SimulateRequest | undefined) {
  return useQuery({
    queryKey: queryKeys.simulation(request),
    queryFn: ({ signal }) => apiFetch(simulation, "/api/retention/simulate", { method: "POST", body: request, signal }),
    enabled: request !== undefined,
    placeholderData: keepPreviousData,
  });
}

export function useProposal(request: ProposeRequest | undefined) {
  return useQuery({
    queryKey: queryKeys.proposal(request),
    queryFn: ({ signal }) => apiFetch(proposal, "/api/reclaim/propose", { method: "POST", body: request, signal }),
    enabled: request !== undefined,
    placeholderData: keepPreviousData,
  });
}
