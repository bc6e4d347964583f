import type { ThemeConfig } from "antd";

// What every component of the desk looks like. Its styles are written at build time (see
// vite.config.ts), so a change here needs a new build; nothing is inserted at run time.
export const theme: ThemeConfig = {
  zeroRuntime: true,
  hashed: false,
  cssVar: { key: "hecha" },
  token: {
    colorPrimary: "#1c4b7d",
    colorLink: "#1c4b7d",
    borderRadius: 6,
    fontFamily:
      '"Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", system-ui, -apple-system, sans-serif',
  },
};
