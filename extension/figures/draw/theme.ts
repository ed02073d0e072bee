// Colours and fonts that a figure takes from its surroundings. Painters know only this record; the browser reads it
// from the page (readTheme), stills use the light one.

export interface Theme {
  readonly dark: boolean;
  readonly background: string;
  readonly text: string;
  readonly muted: string;
  readonly faint: string;
  readonly grid: string;
  readonly accent: string;
  readonly warning: string;
  readonly family: string;
}

export const lightTheme: Theme = {
  dark: false,
  background: "#ffffff",
  text: "#1c2128",
  muted: "#5b6470",
  faint: "#c9ced6",
  grid: "#e9ecf0",
  accent: "#0b63c5",
  warning: "#b3400b",
  family: "Inter",
};

export const darkTheme: Theme = {
  dark: true,
  background: "#111417",
  text: "#e8ebef",
  muted: "#a3abb6",
  faint: "#4a525c",
  grid: "#262c33",
  accent: "#6cb2ff",
  warning: "#ff9d66",
  family: "Inter",
};

/** A font for the pen. */
export const font = (theme: Theme, size: number, weight: 400 | 600 = 400): string =>
  `${weight === 400 ? "" : `${weight} `}${size}px ${theme.family}`;
