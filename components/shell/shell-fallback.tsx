// The bare frame, for the moment before the address is known to the page.
import { LoadingRows } from "#components/ui/loading-rows.tsx";
import { PageBody } from "#components/ui/page-body.tsx";
import shell from "./dashboard-shell.module.css";
import rail from "./rail.module.css";
import top from "./top-bar.module.css";

export function ShellFallback() {
  return (
    <div className={shell.shell}>
      <div className={rail.rail} />
      <div className={top.bar} />
      <main className={shell.main}>
        <PageBody>
          <LoadingRows label="Loading the page" />
        </PageBody>
      </main>
    </div>
  );
}
