// The state of an operation or of a step: always a shape and a word, colour only on top.
import { IconBan, IconCircleDashed, IconCircleHalf2, IconClock, IconCloud, IconPlayerPlay } from "@tabler/icons-react";
import { StateBadge, type StateBadgeProps } from "#components/ui/state-badge.tsx";
import type { OperationOutcome } from "#lib/domain/operations/operation-outcome.ts";
import { type OperationState, stateLabel } from "#lib/domain/operations/operation-state.ts";
import { STEP_STATES, type StepState, stepLabel } from "#lib/domain/operations/operation-steps.ts";
import { endWord } from "#lib/operations/kinds/kind-words.ts";
import { useOperationUi } from "./kinds/use-operation-ui.ts";

const LOOKS: Record<OperationState | StepState, Pick<StateBadgeProps, "tone" | "icon">> = {
  queued: { tone: "neutral", icon: IconClock },
  running: { tone: "busy", icon: IconPlayerPlay },
  "waiting-for-azure": { tone: "busy", icon: IconCloud },
  cancelling: { tone: "warn", icon: IconBan },
  cancelled: { tone: "neutral", icon: IconBan },
  failed: { tone: "bad" },
  succeeded: { tone: "ok" },
  pending: { tone: "neutral", icon: IconCircleDashed },
  skipped: { tone: "neutral", icon: IconBan },
};

interface OperationStateLabelProps {
  state: OperationState | StepState;
  /** Of one that did not do all, with its kind: that has the word for it. */
  outcome?: OperationOutcome | undefined;
  kind?: string;
  filled?: boolean;
}

const OUTCOMES: Record<OperationOutcome, Pick<StateBadgeProps, "tone" | "icon">> = {
  nothing: { tone: "warn" },
  part: { tone: "neutral", icon: IconCircleHalf2 },
  different: { tone: "bad" },
};

export function OperationStateLabel({ state, outcome, kind = "", filled }: OperationStateLabelProps) {
  const { words } = useOperationUi(kind);
  if (outcome) {
    return (
      <StateBadge {...OUTCOMES[outcome]} filled={filled}>
        {endWord(words, { state: "succeeded", outcome })}
      </StateBadge>
    );
  }
  return (
    <StateBadge {...LOOKS[state]} filled={filled}>
      {isStep(state) ? stepLabel(state) : stateLabel(state)}
    </StateBadge>
  );
}

function isStep(state: OperationState | StepState): state is StepState {
  return STEP_STATES.some((one) => one === state);
}
