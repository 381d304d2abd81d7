// The state of an operation or of a step: always a shape and a word, colour only on top.
import {
  IconAlertTriangle,
  IconBan,
  IconCheck,
  IconCircleDashed,
  IconClock,
  IconCloud,
  IconPlayerPlay,
  IconPlayerSkipForward,
} from "@tabler/icons-react";
import type { OperationRow, OperationState } from "#lib/contract/operations.ts";
import { stateLabel } from "#lib/domain/operation-state.ts";
import classes from "./operation-state-label.module.css";

type StepState = OperationRow["steps"][number]["state"];

const LOOKS = {
  queued: { icon: IconClock, tone: "quiet" },
  running: { icon: IconPlayerPlay, tone: "busy" },
  "waiting-for-azure": { icon: IconCloud, tone: "busy" },
  cancelling: { icon: IconBan, tone: "busy" },
  cancelled: { icon: IconBan, tone: "quiet" },
  failed: { icon: IconAlertTriangle, tone: "bad" },
  succeeded: { icon: IconCheck, tone: "good" },
  pending: { icon: IconCircleDashed, tone: "quiet" },
  skipped: { icon: IconPlayerSkipForward, tone: "quiet" },
} as const;

export function OperationStateLabel({ state }: { state: OperationState | StepState }) {
  const { icon: Icon, tone } = LOOKS[state];
  return (
    <span className={`${classes.state} ${classes[tone]}`}>
      <Icon size={14} aria-hidden />
      {state === "pending" || state === "skipped" ? state : stateLabel(state)}
    </span>
  );
}
