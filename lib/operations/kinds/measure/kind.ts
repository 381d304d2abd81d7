import type { OperationKind } from "#lib/operations/kinds/operation-kind.ts";
import { createMeasureHandler } from "./handler.ts";
import { planMeasure } from "./plan.ts";
import type { MeasureRequest } from "./request.ts";
import { measureWords } from "./words.ts";

export const measureKind: OperationKind<MeasureRequest> = {
  words: measureWords,
  open: (deps) => ({
    plan: async ({ chainIds }, context) => planMeasure(await deps.estate.chains(context, chainIds), chainIds),
    handler: createMeasureHandler(deps),
  }),
};
