// Asks before what was typed is thrown away.
import { App } from "antd";
import { useEffect } from "react";
import { useLanguage } from "../words/language";
import { setAsk } from "./unsaved";

const ABOVE_DRAWERS = 4000;

export function LeaveQuestion() {
  const { words } = useLanguage();
  const { modal } = App.useApp();
  useEffect(
    () =>
      setAsk(
        () =>
          new Promise((resolve) => {
            modal.confirm({
              title: words.loseTyped,
              content: words.loseTypedHelp,
              okText: words.discard,
              cancelText: words.goOnTyping,
              okButtonProps: { danger: true },
              autoFocusButton: "cancel",
              zIndex: ABOVE_DRAWERS,
              onOk: () => resolve(true),
              onCancel: () => resolve(false),
            });
          }),
      ),
    [modal, words],
  );
  return null;
}
