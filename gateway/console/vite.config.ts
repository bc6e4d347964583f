// Two bundles that share only api/: `--mode public` is the citizen's page, `--mode desk` the
// staff's. The build stands in a directory of its own whose public/, desk/ and api/ are links, so
// links are not followed: what a file imports is looked for beside the link.
import { extractStyle } from "@ant-design/static-style-extract";
import { ConfigProvider } from "antd";
import { createElement } from "react";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";
import { theme } from "./desk/theme";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// Components that antd itself gave up.
const GIVEN_UP = ["List"];

// antd's styles in our theme as one file: a strict Content-Security-Policy lets nothing insert
// styles at run time.
function antdStyle(): Plugin {
  const name = "virtual:antd.css";
  return {
    name: "antd-style",
    resolveId: (id) => (id === name ? `\0${name}` : null),
    load: (id) =>
      id === `\0${name}`
        ? extractStyle({
            excludes: GIVEN_UP,
            customTheme: (node) =>
              createElement(ConfigProvider, { theme: { ...theme, zeroRuntime: false } }, node),
          })
        : null,
  };
}

// What antd still writes at run time (the dark look's variables, measures) goes into constructed
// sheets, which the policy allows, instead of style elements.
function adoptedStyle(): Plugin {
  return {
    name: "adopted-style",
    enforce: "pre",
    resolveId: (id) =>
      id.endsWith("/Dom/dynamicCSS") ? here("./desk/adopted_styles.ts") : null,
  };
}

export default defineConfig(({ mode }) => ({
  root: here(`./${mode}`),
  base: mode === "desk" ? "/desk/" : "/",
  publicDir: false,
  cacheDir: here("./node_modules/.vite"),
  plugins: mode === "desk" ? [antdStyle(), adoptedStyle()] : [],
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
