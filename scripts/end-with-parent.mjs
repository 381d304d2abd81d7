// What was started to serve somebody ends when they are gone: else it stays a server nobody holds any more, on a port and
// a data directory the next start wants. Processes of ours hold a channel (`ipc`), which the system closes when its other
// end dies, however it dies. npm holds none, and leaves what it started running when a signal is sent to it alone: there
// the parent's number is looked at.
const parent = process.ppid;

/** Calls back once, within a second. Started by neither: never, as a server may well outlive its terminal. */
export function endWithParent(end) {
  if (process.connected === true) process.once("disconnect", end);
  else if (process.connected === false) end();
  else if (process.env.npm_lifecycle_event) whenParentChanges(end);
}

function whenParentChanges(end) {
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    end();
  }, 500);
  timer.unref();
}
