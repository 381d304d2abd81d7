// Starts an operation. The key makes a repeated click, or a repeated send after a lost answer, the same operation.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { apiFetch } from "#lib/client/api/api-fetch.ts";
import { announce } from "#lib/client/shell/announce.ts";
import { type OperationRequest, operationRow } from "#lib/contract/operations.ts";
import { takeAnswer } from "./live-operations.ts";
import type { ShownPlan } from "./use-plan.ts";

interface OperationToStart {
  request: OperationRequest;
  /** The one that was shown for it: where it no longer holds, it is refused with what changed. */
  plan?: ShownPlan | undefined;
}

export function useOperationStart() {
  const cache = useQueryClient();
  const [idempotencyKey, setKey] = useState(createKey);
  const start = useMutation({
    mutationFn: ({ request, plan }: OperationToStart) =>
      apiFetch(operationRow, "/api/operations", {
        method: "POST",
        body: request,
        headers: { "Idempotency-Key": idempotencyKey, ...(plan?.fingerprint ? { "Snapscope-Plan": plan.fingerprint } : {}) },
      }),
    onSuccess: (operation) => {
      announce(`Started: ${operation.title}`);
      return takeAnswer(cache, operation);
    },
  });
  /** A newly opened form means a new intention. */
  const renew = () => {
    setKey(createKey());
    start.reset();
  };
  return { start, renew };
}

/** randomUUID exists only where the page is served securely (loopback counts); the numbers do everywhere. */
function createKey(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint32Array(4))].map((n) => n.toString(16).padStart(8, "0")).join("-");
}
