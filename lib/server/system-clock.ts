import { randomUUID } from "node:crypto";
import type { Clock, Ids } from "#lib/services/ports/clock.ts";

export const systemClock: Clock = { nowMs: () => Date.now() };
export const systemIds: Ids = { uuid: () => randomUUID() };
