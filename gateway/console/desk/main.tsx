import "virtual:antd.css";
import { App, ConfigProvider, Layout, Typography } from "antd";
import zhCN from "antd/locale/zh_CN";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { configure } from "@api/call";
import { theme } from "./theme";

configure({ credentials: "same-origin" });

const root = document.getElementById("page");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <ConfigProvider theme={theme} locale={zhCN}>
        <App>
          <Layout>
            <Typography.Title>线索核查工作台</Typography.Title>
          </Layout>
        </App>
      </ConfigProvider>
    </StrictMode>,
  );
}
