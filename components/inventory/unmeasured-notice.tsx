// What is missing from the sums for want of a size: how much of it can be measured, and why the rest cannot. A button only
// where it would bring something.
import { Alert, Button } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { PageLink } from "#components/ui/page-link.tsx";
import { Term } from "#components/ui/term.tsx";
import { useMeasuring } from "#lib/client/inventory/use-measuring.ts";
import { blockedCount, type UnmeasuredTally } from "#lib/domain/chains/unmeasured.ts";
import { formatCount, formatPercent } from "#lib/domain/format.ts";
import classes from "./unmeasured-notice.module.css";

export interface UnmeasuredNoticeProps {
  tally: UnmeasuredTally;
  isStarting: boolean;
  onMeasure: () => void;
}

export function UnmeasuredNotice({ tally, isStarting, onMeasure }: UnmeasuredNoticeProps) {
  const measuring = useMeasuring();
  const { total, now, reasons } = tally;
  const blocked = blockedCount(tally);
  return (
    <Alert color="gray" variant="light" p="sm" icon={<IconInfoCircle size={16} />}>
      <div className={classes.notice}>
        <div>
          {formatCount(total)} {total === 1 ? "snapshot is" : "snapshots are"} not <Term name="measured">measured</Term>: what{" "}
          {total === 1 ? "it stores" : "they store"} now is not in these sums, which are marked ≥ for that.{" "}
          {measuring
            ? `Measuring is under way (${formatPercent(measuring.percent ?? 0)}); the sums grow with it.`
            : now > 0 && `${formatCount(now)} can be measured now, which changes nothing in Azure.`}
          {blocked > 0 && (
            <>
              {" "}
              {blocked === total ? "None of them can be measured now:" : `${formatCount(blocked)} cannot be measured now:`}
              <ul className={classes.reasons}>
                {reasons.map(({ rule, count, text, example }) => (
                  <li key={rule}>
                    {formatCount(count)}: {text}
                    {count === 1 ? ": " : ", such as "}
                    <PageLink to={{ page: "snapshots", params: { open: example.id } }} title={example.reason}>
                      {example.name}
                    </PageLink>
                  </li>
                ))}
              </ul>
            </>
          )}
        </div>
        {measuring ? (
          <Button component={PageLink} to={{ page: "operation", params: { id: measuring.id } }} variant="default">
            Watch
          </Button>
        ) : (
          now > 0 && (
            <Button variant="default" loading={isStarting} onClick={onMeasure}>
              {blocked === 0 ? "Measure all" : `Measure ${formatCount(now)}`}
            </Button>
          )
        )}
      </div>
    </Alert>
  );
}
