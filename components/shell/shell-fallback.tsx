// The bare frame, for the moment before the address is known to the page.
import shell from "./dashboard-shell.module.css";
import rail from "./rail.module.css";
import top from "./top-bar.module.css";

export function ShellFallback() {
  return (
    <div className={shell.shell} aria-busy>
      <div className={rail.rail} />
      <div className={top.bar} />
      <div className={shell.main} />
    </div>
  );
}
