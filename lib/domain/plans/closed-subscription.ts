import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import type { PlanProblem } from "./plan.ts";

/** What speaks against beginning anything with the snapshots of a chain: its subscription takes nothing new. */
export function closedProblems({ closed }: Pick<Chain, "closed">, field?: string): PlanProblem[] {
  return closed === undefined ? [] : [{ ...(field ? { field } : {}), rule: "subscription-state", message: closed }];
}
