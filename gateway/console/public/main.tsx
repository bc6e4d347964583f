import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

function Page() {
  return <main>线索举报平台</main>;
}

const root = document.getElementById("page");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <Page />
    </StrictMode>,
  );
}
