import "virtual:antd.css";
import "./desk.css";
import { App, ConfigProvider } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import dayjs from "dayjs";
import "dayjs/locale/zh-cn";
import { StrictMode, useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import { DirectoryProvider } from "./shell/directory";
import { Frame } from "./shell/frame";
import { LeaveQuestion } from "./shell/leave_question";
import { Pages } from "./shell/pages";
import { SessionProvider } from "./shell/session";
import { darkTheme, theme } from "./theme";
import { LanguageProvider, useLanguage } from "./words/language";

const DARK = "hecha.desk.dark";

function Desk() {
  const { code } = useLanguage();
  const [dark, setDark] = useState(localStorage.getItem(DARK) === "yes");
  useEffect(() => {
    localStorage.setItem(DARK, dark ? "yes" : "no");
    document.documentElement.dataset.dark = String(dark);
  }, [dark]);
  dayjs.locale(code === "en" ? "en" : "zh-cn");
  return (
    <ConfigProvider theme={dark ? darkTheme : theme} locale={code === "en" ? enUS : zhCN}>
      <App>
        <LeaveQuestion />
        <SessionProvider>
          <DirectoryProvider>
            <Frame dark={dark} onDark={setDark}>
              <Pages />
            </Frame>
          </DirectoryProvider>
        </SessionProvider>
      </App>
    </ConfigProvider>
  );
}

const root = document.getElementById("page");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <LanguageProvider>
        <Desk />
      </LanguageProvider>
    </StrictMode>,
  );
}
