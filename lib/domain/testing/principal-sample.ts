import type { Sight } from "#lib/domain/inventory/sight.ts";
import { type Principal, SERVICE_IDENTITY } from "#lib/domain/principal.ts";

/** Test aid: who asks where it does not matter who. */
export const testPrincipal: Principal = { identity: SERVICE_IDENTITY, kind: "person", name: "Test" };

/** It reads nothing of Azure: only what it asked for itself is in its sight. */
export const testSight: Sight = { identity: SERVICE_IDENTITY, beginnings: [] };

export const testContext = { requestId: "test", principal: testPrincipal };
