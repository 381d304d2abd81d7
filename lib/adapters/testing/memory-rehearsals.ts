// Test aid: rehearsals in memory.
import type { Rehearsal } from "#lib/domain/verification/rehearsal.ts";
import type { RehearsalStore } from "#lib/services/ports/rehearsals.ts";

export function createMemoryRehearsals(): RehearsalStore {
  const kept = new Map<string, Rehearsal>();
  return {
    put: async (rehearsal) => void kept.set(rehearsal.operationId, rehearsal),
    newest: async (uniqueIds) => [...kept.values()].filter(({ snapshot }) => uniqueIds.includes(snapshot.uniqueId)),
  };
}
