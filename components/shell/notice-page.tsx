// A page that has nothing but a message, outside the frame: it must show when the frame itself is what failed. Plain
// elements only: it is part of every page's first load, and after a failure a real page load is what is wanted.
import { pageAddress } from "#lib/client/shell/page-address.ts";
import { BrandMark } from "./brand-mark.tsx";
import classes from "./notice-page.module.css";

export function NoticePage({ title, text, onRetry }: { title: string; text: string; onRetry?: () => void }) {
  return (
    <main className={classes.page}>
      <BrandMark size={32} />
      <h1 className={classes.title}>{title}</h1>
      <p className={classes.text}>{text}</p>
      <div className={classes.actions}>
        {onRetry && (
          <button type="button" className={classes.action} onClick={onRetry}>
            Try again
          </button>
        )}
        <a href={pageAddress({ page: "overview" })} className={classes.action}>
          Go to the overview
        </a>
      </div>
    </main>
  );
}
