import { theme as antd, type ThemeConfig } from "antd";

const FONT =
  '"Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", system-ui, -apple-system, sans-serif';

// What every component of the desk looks like. Its styles are written at build time (see
// vite.config.ts), so a change here needs a new build; nothing is inserted at run time.
export const theme: ThemeConfig = {
  zeroRuntime: true,
  hashed: false,
  cssVar: { key: "hecha" },
  token: {
    colorPrimary: "#1c4b7d",
    colorLink: "#1c4b7d",
    colorInfo: "#1c4b7d",
    colorInfoBg: "#e3ecf5",
    colorInfoBorder: "#a9c1da",
    colorError: "#c41d1f",
    borderRadius: 6,
    // Secondary words too are read: at least 4.5 to 1 on white.
    colorTextDescription: "rgba(0, 0, 0, 0.68)",
    colorTextTertiary: "rgba(0, 0, 0, 0.68)",
    colorTextPlaceholder: "rgba(0, 0, 0, 0.62)",
    colorTextDisabled: "rgba(0, 0, 0, 0.62)",
    controlItemBgActive: "#e3ecf5",
    colorPrimaryBg: "#e3ecf5",
    fontFamily: FONT,
  },
};

export const darkTheme: ThemeConfig = {
  ...theme,
  cssVar: { key: "hecha-dark" },
  algorithm: antd.darkAlgorithm,
  token: {
    colorPrimary: "#3c7fc0",
    colorLink: "#8fc0ee",
    colorInfo: "#3c7fc0",
    colorError: "#ff7875",
    borderRadius: 6,
    fontFamily: FONT,
    colorTextDescription: "rgba(255, 255, 255, 0.72)",
    colorTextTertiary: "rgba(255, 255, 255, 0.72)",
    colorTextPlaceholder: "rgba(255, 255, 255, 0.65)",
  },
  // The primary colour is a ground for white words; on black it is too dark to be one of words.
  components: {
    // Red words are light on black, so words on red are dark.
    Button: { dangerColor: "#141414" },
    Menu: { itemSelectedColor: "#8fc0ee" },
    Tabs: { itemSelectedColor: "#8fc0ee", itemHoverColor: "#8fc0ee", inkBarColor: "#8fc0ee" },
  },
};
