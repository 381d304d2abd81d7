// The state of an operation or of a step: always a shape and a word, colour only on top.
import { IconBan, IconCircleDashed, IconClock, IconCloud, IconPlayerPlay } from "@tabler/icons-react";
import { StateBadge, type StateBadgeProps } from "#components/ui/state-badge.tsx";
import { type OperationState, stateLabel } from "#lib/domain/operations/operation-state.ts";
import { STEP_STATES, type StepState, stepLabel } from "#lib/domain/operations/operation-steps.ts";

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

export function OperationStateLabel({ state, filled }: { state: OperationState | StepState; filled?: boolean }) {
  return (
    <StateBadge {...LOOKS[state]} filled={filled}>
      {isStep(state) ? stepLabel(state) : stateLabel(state)}
    </StateBadge>
  );
}

function isStep(state: OperationState | StepState): state is StepState {
  return STEP_STATES.some((one) => one === state);
}
