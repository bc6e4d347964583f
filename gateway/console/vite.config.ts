// Two bundles that share only api/: `--mode public` is the citizen's page, `--mode desk` the
// staff's. The build stands in a directory of its own whose public/, desk/ and api/ are links, so
// links are not followed: what a file imports is looked for beside the link.
import { extractStyle } from "@ant-design/static-style-extract";
import { ConfigProvider, type ThemeConfig } from "antd";
import { createElement } from "react";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";
import { darkTheme, theme } from "./desk/theme";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// Components that antd itself gave up.
const GIVEN_UP = ["List"];

function extracted(look: ThemeConfig): string {
  return extractStyle({
    excludes: GIVEN_UP,
    customTheme: (node) =>
      createElement(ConfigProvider, { theme: { ...look, zeroRuntime: false } }, node),
  });
}

// The dark look differs in variables alone.
function darkVariables(): string {
  const rules = extracted(darkTheme).match(/[^{}]*\.hecha-dark[^{}]*\{[^{}]*\}/g) ?? [];
  return rules.join("");
}

// antd's styles in our theme as one file: a strict Content-Security-Policy lets nothing insert
// styles at run time.
function antdStyle(): Plugin {
  const name = "virtual:antd.css";
  return {
    name: "antd-style",
    resolveId: (id) => (id === name ? `\0${name}` : null),
    load: (id) => (id === `\0${name}` ? extracted(theme) + darkVariables() : null),
  };
}

export default defineConfig(({ mode }) => ({
  root: here(`./${mode}`),
  base: mode === "desk" ? "/desk/" : "/",
  publicDir: false,
  cacheDir: here("./node_modules/.vite"),
  plugins: mode === "desk" ? [antdStyle()] : [],
  resolve: {
    preserveSymlinks: true,
    alias: { "@api": here("./api"), "@generated": here("./generated") },
  },
  esbuild: { jsx: "automatic", legalComments: "none" },
  build: {
    outDir: here(`./dist/${mode}`),
    emptyOutDir: true,
    target: "es2021",
    // A policy without data: addresses, and no script of Vite's in the page.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2048,
    // antd marks its modules for servers that render; here nobody does.
    rollupOptions: {
      onwarn: (warning, warn) => warning.code === "MODULE_LEVEL_DIRECTIVE" || warn(warning),
    },
  },
  worker: { format: "es" },
}));
