import { type Principal, SERVICE_IDENTITY } from "#lib/domain/principal.ts";

/** Test aid: who asks where it does not matter who. */
export const testPrincipal: Principal = { identity: SERVICE_IDENTITY, kind: "person", name: "Test" };
