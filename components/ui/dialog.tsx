// A modal dialog. Mantine gives the focus back only to what had it when an open dialog was already there and closed: ours are
// loaded when they are first opened.
import { Modal, type ModalProps } from "@mantine/core";
import { useLayoutEffect, useRef } from "react";

export function Dialog({ opened, ...rest }: ModalProps) {
  const before = useRef<Element>(null);
  useLayoutEffect(() => {
    if (opened) before.current = document.activeElement;
  }, [opened]);
  const giveBack = () => {
    if (before.current instanceof HTMLElement && before.current.isConnected) before.current.focus({ preventScroll: true });
  };
  return <Modal {...rest} opened={opened} returnFocus={false} onExitTransitionEnd={giveBack} />;
}
