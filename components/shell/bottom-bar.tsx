"use client";
import { PageLink } from "#components/ui/page-link.tsx";
import { useCurrentPage } from "#lib/client/shell/use-page-address.ts";
import classes from "./bottom-bar.module.css";
import { isCurrent, NAV_ITEMS } from "./nav-items.ts";

/** The rail of a narrow screen. Settings stands in the top bar's menu there. */
export function BottomBar() {
  const current = useCurrentPage();
  return (
    <nav className={classes.bar} aria-label="Pages">
      {NAV_ITEMS.filter((item) => item.page !== "settings").map(({ page, label, icon: Icon }) => (
        <PageLink key={page} to={{ page }} prefetch className={classes.item} aria-current={isCurrent(page, current) ? "page" : undefined}>
          <Icon size={20} stroke={1.6} aria-hidden />
          <span>{label}</span>
        </PageLink>
      ))}
    </nav>
  );
}
