// The look in tokens: neutral greys, one accent, dense controls. State colours and the map's ramp are CSS variables in
// app/globals.css, because they change with the colour scheme; Mantine's own variables are bound to the same greys here.
import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";

/** Deep petrol to pale: the middle of the map's ramp, so that charts, chains and map belong together. */
const accent: MantineColorsTuple = [
  "#e8f5f7",
  "#cfe8ec",
  "#a3d3db",
  "#74bdc9",
  "#4ba8b7",
  "#2a93a4",
  "#167c8d",
  "#0f6877",
  "#0c5561",
  "#08414a",
];

const gray: MantineColorsTuple = [
  "#f7f8f9",
  "#f0f2f4",
  "#e5e8eb",
  "#d6dade",
  "#bcc2c9",
  "#959da7",
  "#6f7782",
  "#565e69",
  "#373d46",
  "#1b1f25",
];

const dark: MantineColorsTuple = [
  "#dde1e6",
  "#b4bac3",
  "#969ea9",
  "#6b737f",
  "#373d46",
  "#2b3038",
  "#1c2026",
  "#121418",
  "#0d0f12",
  "#090a0c",
];

export const theme = createTheme({
  colors: { accent, gray, dark },
  primaryColor: "accent",
  primaryShade: { light: 7, dark: 6 },
  autoContrast: true,
  luminanceThreshold: 0.38,
  fontFamily: '"Inter Variable", system-ui, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SFMono-Regular", Menlo, Consolas, monospace',
  fontSizes: { xs: "12px", sm: "13px", md: "14px", lg: "16px", xl: "20px" },
  lineHeights: { xs: "16px", sm: "20px", md: "20px", lg: "24px", xl: "28px" },
  spacing: { xs: "4px", sm: "8px", md: "12px", lg: "16px", xl: "24px" },
  radius: { xs: "2px", sm: "4px", md: "6px", lg: "8px", xl: "12px" },
  defaultRadius: "sm",
  headings: {
    fontWeight: "600",
    sizes: {
      h1: { fontSize: "20px", lineHeight: "28px" },
      h2: { fontSize: "16px", lineHeight: "24px" },
      h3: { fontSize: "14px", lineHeight: "20px" },
    },
  },
  shadows: {
    xs: "none",
    sm: "0 1px 3px rgb(0 0 0 / 0.14)",
    md: "0 4px 16px rgb(0 0 0 / 0.16)",
    lg: "0 8px 28px rgb(0 0 0 / 0.2)",
    xl: "0 12px 40px rgb(0 0 0 / 0.24)",
  },
  respectReducedMotion: true,
  cursorType: "pointer",
  components: {
    Button: { defaultProps: { size: "xs" } },
    ActionIcon: { defaultProps: { variant: "subtle", color: "gray", size: 30 } },
    TextInput: { defaultProps: { size: "xs" } },
    NumberInput: { defaultProps: { size: "xs" } },
    Select: { defaultProps: { size: "xs" } },
    MultiSelect: { defaultProps: { size: "xs" } },
    SegmentedControl: { defaultProps: { size: "xs", transitionDuration: 100 } },
    Tooltip: {
      defaultProps: {
        multiline: true,
        maw: 320,
        openDelay: 150,
        withArrow: false,
        events: { hover: true, focus: true, touch: true },
        transitionProps: { duration: 80 },
      },
    },
    // The placeholder that takes the first focus is no item, and a menu may hold nothing else.
    Menu: { defaultProps: { shadow: "md", transitionProps: { duration: 80 }, returnFocus: true, withInitialFocusPlaceholder: false } },
    Popover: { defaultProps: { shadow: "md", transitionProps: { duration: 80 }, returnFocus: true } },
    // Its list never has the focus: given back, it would be taken from where Tab just went.
    Combobox: { defaultProps: { returnFocus: false } },
    // A <header> in a dialog would count as one of the page.
    ModalHeader: { defaultProps: { role: "presentation" } },
    ModalCloseButton: { defaultProps: { "aria-label": "Close" } },
    Modal: { defaultProps: { transitionProps: { duration: 100 }, centered: false, yOffset: "8vh" } },
    Drawer: { defaultProps: { transitionProps: { duration: 120 } } },
  },
});

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-body": "#ffffff",
    "--mantine-color-text": gray[9],
    "--mantine-color-dimmed": gray[7],
    "--mantine-color-placeholder": gray[6],
    "--mantine-color-default": "#ffffff",
    "--mantine-color-default-hover": gray[1],
    "--mantine-color-default-border": gray[3],
    "--mantine-color-anchor": accent[7],
    "--mantine-color-error": "#b3261e",
  },
  dark: {
    "--mantine-color-body": dark[7],
    "--mantine-color-text": dark[0],
    "--mantine-color-dimmed": "#a3aab5",
    "--mantine-color-placeholder": "#868e99",
    "--mantine-color-default": dark[6],
    "--mantine-color-default-hover": "#242930",
    "--mantine-color-default-border": dark[4],
    "--mantine-color-anchor": accent[3],
    "--mantine-color-error": "#ff8a80",
  },
});
