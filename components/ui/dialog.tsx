// A modal dialog. Mantine gives the focus back only to what had it when an open dialog was already there and closed: ours are
// loaded when they are first opened. It is gone at once when it closes: while it fades, keys would still be its own.
import { Modal, type ModalProps } from "@mantine/core";
import { useLayoutEffect, useRef } from "react";

export function Dialog({ opened, transitionProps, ...rest }: ModalProps) {
  const before = useRef<Element>(null);
  useLayoutEffect(() => {
    if (opened) before.current = document.activeElement;
  }, [opened]);
  const giveBack = () => {
    // Unless it is elsewhere by now, on the page the dialog led to.
    if (document.activeElement !== document.body && !document.activeElement?.closest("[role=dialog]")) return;
    if (before.current instanceof HTMLElement && before.current.isConnected) before.current.focus({ preventScroll: true });
  };
  return (
    <Modal
      {...rest}
      opened={opened}
      returnFocus={false}
      transitionProps={{ duration: 100, ...transitionProps, exitDuration: 0 }}
      onExitTransitionEnd={giveBack}
    />
  );
}
