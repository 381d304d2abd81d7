// The padded, scrolling part of a page beneath its header, for pages that are not one big table.
import type { ReactNode } from "react";
import classes from "./page-body.module.css";

export function PageBody({ children }: { children: ReactNode }) {
  return <div className={classes.body}>{children}</div>;
}

/** A titled part of a page; a hairline parts it from the one above. */
export function Section({ title, aside, children }: { title: ReactNode; aside?: ReactNode; children: ReactNode }) {
  return (
    <section className={classes.section}>
      <div className={classes.head}>
        <h2 className={classes.title}>{title}</h2>
        {aside && <div className={classes.aside}>{aside}</div>}
      </div>
      {children}
    </section>
  );
}
