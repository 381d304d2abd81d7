import type { ReactNode } from "react";
import classes from "./page-header.module.css";

export interface PageHeaderProps {
  title: ReactNode;
  /** One sentence with the page's main numbers. */
  sentence?: ReactNode;
  /** On the right; below the title on a narrow screen. */
  actions?: ReactNode;
}

export function PageHeader({ title, sentence, actions }: PageHeaderProps) {
  return (
    <header className={classes.header}>
      <div className={classes.words}>
        <h1 className={classes.title} tabIndex={-1}>
          {title}
        </h1>
        {sentence !== undefined && <p className={classes.sentence}>{sentence}</p>}
      </div>
      {actions && <div className={classes.actions}>{actions}</div>}
    </header>
  );
}
