// The first tap outside what floats only closes it. The browser and the component library both close at the press and let
// the click go on to what lies beneath; a finger has no hover to be warned by, and often no free place to tap.
// A mouse keeps its click: what it will hit is under the pointer and told by its hover.

/** What floats and is closed by a press beside it; dialogs have a backdrop of their own. */
const FLOATING = '[popover="auto"]:popover-open, [class*="mantine-"][class*="-dropdown"][data-position]';

/** Until the returned function is called. */
export function swallowOutsideTaps(page: Document): () => void {
  const controller = new AbortController();
  const options = { capture: true, signal: controller.signal };
  let isSwallowed = false;
  const onPress = (event: PointerEvent) => {
    isSwallowed = event.pointerType !== "mouse" && event.isPrimary && isOutsideWhatFloats(page, event.target);
    if (isSwallowed) event.stopPropagation();
  };
  const onRelease = (event: Event) => {
    if (isSwallowed) event.stopPropagation();
  };
  const onClick = (event: MouseEvent) => {
    // Of a key: no press came before it.
    if (!isSwallowed || event.detail === 0) return;
    isSwallowed = false;
    event.stopPropagation();
    event.preventDefault();
  };
  page.addEventListener("pointerdown", onPress, options);
  page.addEventListener("pointerup", onRelease, options);
  page.addEventListener("click", onClick, options);
  return () => controller.abort();
}

function isOutsideWhatFloats(page: Document, target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  // Some are kept in the page while they are closed.
  const floating = [...page.querySelectorAll(FLOATING)].filter((one) => one.checkVisibility());
  if (floating.length === 0 || floating.some((one) => one.contains(target))) return false;
  // What opened it closes it by itself.
  const opener = target.closest('[popovertarget], [aria-expanded="true"]');
  const opened = page.getElementById(opener?.getAttribute("popovertarget") ?? opener?.getAttribute("aria-controls") ?? "");
  return !floating.some((one) => one.contains(opened));
}
