"use client";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useScopedHref } from "#lib/client/shell/scope.ts";
import classes from "./bottom-bar.module.css";
import { isCurrent, NAV_ITEMS } from "./nav-items.ts";

/** The rail of a narrow screen. Settings stands in the top bar's menu there. */
export function BottomBar() {
  const pathname = usePathname();
  const href = useScopedHref();
  return (
    <nav className={classes.bar} aria-label="Pages">
      {NAV_ITEMS.filter((item) => item.path !== "/settings").map(({ path, label, icon: Icon }) => (
        <Link key={path} href={href(path)} className={classes.item} aria-current={isCurrent(path, pathname) ? "page" : undefined}>
          <Icon size={20} stroke={1.6} aria-hidden />
          <span>{label}</span>
        </Link>
      ))}
    </nav>
  );
}
