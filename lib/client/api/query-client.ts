import { QueryClient } from "@tanstack/react-query";
import { isApiError } from "./api-fetch.ts";

const MAX_RETRIES = 2;

/** Asks again only where asking again may help; what was refused is shown at once. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        gcTime: 10 * 60_000,
        retry: (failures, error) => failures < MAX_RETRIES && isApiError(error) && error.retryable,
        retryDelay: (failures) => 500 * 2 ** failures,
      },
      mutations: { retry: false },
    },
  });
}
