import { theme as antd, type ThemeConfig } from "antd";

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

export const darkTheme: ThemeConfig = {
  ...theme,
  cssVar: { key: "hecha-dark" },
  algorithm: antd.darkAlgorithm,
  token: { ...theme.token, colorPrimary: "#5b9bd5", colorLink: "#7db4e6" },
};
