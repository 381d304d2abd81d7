// Test aid: one engine for all tests of a file, without runners at the end of each.
import { afterAll, afterEach, beforeAll } from "vitest";
import { openTestEngine, type TestEngine } from "./test-engine.ts";

/** There as soon as tests run. */
export function engineForTests(): TestEngine {
  const engine = {} as TestEngine;
  beforeAll(async () => void Object.assign(engine, await openTestEngine()));
  afterEach(() => engine.stopRunners());
  afterAll(() => engine.close());
  return engine;
}
