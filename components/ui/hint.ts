// What HintLayer does, without React: which element is explained now, and where the box stands.

const HOVER_MS = 150;
const EDGE_PX = 8;
const GAP_PX = 6;

export function attachHints(box: HTMLElement): () => void {
  let target: HTMLElement | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const hide = () => {
    clearTimeout(timer);
    if (!target) return;
    if (target.getAttribute("aria-describedby") === box.id) target.removeAttribute("aria-describedby");
    target = undefined;
    box.hidePopover();
  };
  const show = (element: HTMLElement) => {
    hide();
    const text = element.dataset.hint;
    if (!text || !element.isConnected) return;
    target = element;
    box.textContent = text;
    if (!element.hasAttribute("aria-describedby")) element.setAttribute("aria-describedby", box.id);
    box.showPopover();
    place(box, element);
  };

  const onPointerOver = (event: PointerEvent) => {
    if (event.pointerType === "touch") return;
    const element = hinted(event.target);
    if (element === target) return;
    hide();
    if (element) timer = setTimeout(() => show(element), HOVER_MS);
  };
  const onPointerDown = (event: PointerEvent) => {
    const element = hinted(event.target);
    if (event.pointerType === "touch" && element) show(element);
    else hide();
  };
  const onFocusIn = (event: FocusEvent) => {
    const element = hinted(event.target);
    if (element && event.target instanceof Element && event.target.matches(":focus-visible")) show(element);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") hide();
  };

  const events = [
    ["pointerover", onPointerOver],
    ["pointerdown", onPointerDown],
    ["focusin", onFocusIn],
    ["focusout", hide],
    ["keydown", onKeyDown],
    ["scroll", hide],
  ] as const;
  // Capturing: scrolling does not bubble, and others may stop what does.
  for (const [name, act] of events) document.addEventListener(name, act as EventListener, true);
  return () => {
    hide();
    for (const [name, act] of events) document.removeEventListener(name, act as EventListener, true);
  };
}

function hinted(target: EventTarget | null): HTMLElement | undefined {
  return target instanceof Element ? (target.closest<HTMLElement>("[data-hint]") ?? undefined) : undefined;
}

/** Above the element, else below; data-hint-side="right" beside it. Always whole on the screen. */
function place(box: HTMLElement, element: HTMLElement): void {
  const at = element.getBoundingClientRect();
  const size = box.getBoundingClientRect();
  const isBeside = element.dataset.hintSide === "right";
  const above = at.top - size.height - GAP_PX;
  const left = isBeside ? at.right + GAP_PX : at.left + (at.width - size.width) / 2;
  const top = isBeside ? at.top + (at.height - size.height) / 2 : above >= EDGE_PX ? above : at.bottom + GAP_PX;
  box.style.left = `${Math.max(EDGE_PX, Math.min(window.innerWidth - size.width - EDGE_PX, left))}px`;
  box.style.top = `${Math.max(EDGE_PX, Math.min(window.innerHeight - size.height - EDGE_PX, top))}px`;
}
