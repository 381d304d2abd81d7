import { SOURCE_STATES, type SourceState } from "#lib/domain/chains/snapshot-chain.ts";
import { SOURCE_STATE_WORDS } from "./source-state-badge.tsx";

/** Every state there is: what a list shows can be asked for. */
export const SOURCE_STATE_CHOICES: readonly { value: SourceState; label: string }[] = SOURCE_STATES.map((value) => ({
  value,
  label: SOURCE_STATE_WORDS[value].word,
}));
