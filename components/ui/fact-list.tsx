import { Fragment, type ReactNode } from "react";
import classes from "./fact-list.module.css";
import { Term } from "./term.tsx";
import type { TermName } from "./terms.ts";

export interface Fact {
  name: string;
  term?: TermName;
  /** Left out when there is nothing to say. */
  value: ReactNode;
}

export function FactList({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className={classes.facts}>
      {facts
        .filter((fact) => fact.value !== undefined && fact.value !== null)
        .map(({ name, term, value }) => (
          <Fragment key={name}>
            <dt>{term ? <Term name={term}>{name}</Term> : name}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
    </dl>
  );
}
