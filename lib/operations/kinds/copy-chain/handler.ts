import { namedSteps } from "#lib/domain/operations/operation-steps.ts";
import { type CopySeriesDeps, runCopySeries } from "#lib/operations/kinds/copy-series-run.ts";
import type { KindHandler } from "#lib/operations/kinds/operation-kind.ts";
import type { CopyChainRequest } from "./request.ts";
import { copyChainSteps } from "./words.ts";

export function createCopyChainHandler(deps: CopySeriesDeps): KindHandler<CopyChainRequest> {
  return { steps: namedSteps(copyChainSteps), run: (context) => runCopySeries(deps, context) };
}
