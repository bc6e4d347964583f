import "./style/base.css";
import "./style/frame.css";
import "./style/form.css";
import "./style/content.css";
import { configure } from "@api/call";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app";
import { LanguageProvider } from "./language";
import { prove } from "./proof/prove";

configure({ prove });

const root = document.getElementById("page");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <LanguageProvider>
        <App />
      </LanguageProvider>
    </StrictMode>,
  );
}
