// Test aid: verifications in memory.
import type { Verification } from "#lib/domain/verification/verification.ts";
import type { VerificationStore } from "#lib/services/ports/verifications.ts";

export function createMemoryVerifications(): VerificationStore {
  const kept = new Map<string, Verification>();
  return {
    put: async (verification) => void kept.set(verification.operationId, verification),
    async newest(copyUniqueIds) {
      const of = [...kept.values()].filter(({ copy }) => copyUniqueIds.includes(copy.uniqueId));
      const sorted = of.toSorted((a, b) => (a.at < b.at ? -1 : 1));
      return [...new Map(sorted.map((one) => [`${one.copy.uniqueId} ${one.level} ${one.verdict}`, one])).values()];
    },
    find: async (operationId) => kept.get(operationId),
  };
}
