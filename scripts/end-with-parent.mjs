// npm ends at a signal sent to it alone, and leaves what it started running: a server nobody holds any more, on a port
// and a data directory the next start wants. So what npm started ends when npm, or the shell between, is gone.
const parent = process.ppid;

/** Calls back once, within a second. Not started by npm: never, as a server may well outlive its terminal. */
export function endWithParent(end) {
  if (!process.env.npm_lifecycle_event) return;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    end();
  }, 500);
  timer.unref();
}
