import type { KindWords } from "#lib/operations/kinds/kind-words.ts";
import { type MeasureRequest, measureRequest } from "./request.ts";

export const measureWords: KindWords<MeasureRequest> = {
  kind: "measure",
  noun: "measurement",
  plural: "Measurements",
  changes: "Asks Azure which parts of each snapshot hold data, with read access that is given back at once; changes nothing in Azure.",
  request: measureRequest,
  title: (_request, plan) => plan?.summary.replace(/\.$/, "") ?? "Measure snapshots",
  fields: [{ name: "chainIds", label: "Chains", print: (value) => (Array.isArray(value) ? `${value.length} chosen` : String(value)) }],
  afterCancel: () => ({ text: "What is measured so far is kept.", isLeftInAzure: false }),
  outcomes: { nothing: "nothing measured", part: "partly measured" },
  movesWhatWasPlanned: false,
};
