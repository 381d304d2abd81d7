// One line of the costs with all its formulas: what the keyboard opens, and what a finger does where cells are two lines.
import { Anchor } from "@mantine/core";
import { Dialog } from "#components/ui/dialog.tsx";
import { PageLink } from "#components/ui/page-link.tsx";
import type { CostReport, CostRow } from "#lib/contract/costs.ts";
import { detailOf, targetOf } from "./cost-columns.tsx";
import { costFactNames, costFacts } from "./cost-facts.ts";
import classes from "./cost-line.module.css";

export function CostLine({ row, report, onClose }: { row: CostRow | undefined; report: CostReport; onClose(): void }) {
  return (
    <Dialog
      opened={row !== undefined}
      onClose={onClose}
      title={row && <strong>{row.label}</strong>}
      size={620}
      closeButtonProps={{ "aria-label": "Close" }}
      transitionProps={{ duration: 80 }}
    >
      {row && <Facts row={row} report={report} />}
    </Dialog>
  );
}

function Facts({ row, report }: { row: CostRow; report: CostReport }) {
  const facts = costFacts(row, report);
  const target = targetOf(row);
  const detail = detailOf(row, false);
  return (
    <>
      {detail && <p className={classes.quiet}>{detail}</p>}
      <dl className={classes.facts}>
        {costFactNames(report).map((name) => {
          const { value, period, formula, notes = [] } = facts[name];
          return (
            <div key={name} className={classes.fact}>
              <dt>
                {name}
                {value !== undefined && period && <p className={classes.quiet}>{period}</p>}
              </dt>
              <dd>
                <strong>{value ?? "—"}</strong>
                {formula?.lines.map((line) => (
                  <p key={line}>{line}</p>
                ))}
                {notes.map((note) => (
                  <p key={note} className={classes.quiet}>
                    {note}
                  </p>
                ))}
              </dd>
            </div>
          );
        })}
      </dl>
      {target && (
        <Anchor component={PageLink} to={target} size="sm">
          {target.page === "chain" ? "See its chain" : "See the snapshot"}
        </Anchor>
      )}
    </>
  );
}
