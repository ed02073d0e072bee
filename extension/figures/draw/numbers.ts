// Numbers for people: short, with a real minus sign, and never more digits than they carry.

/** About `digits` significant digits; very large and very small ones as 1.2e−5. */
export function formatNumber(value: number, digits = 4): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return withMinus(String(value));
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-4) {
    const [mantissa, exponent] = value.toExponential(Math.max(0, digits - 2)).split("e");
    return withMinus(`${trimZeros(mantissa!)}e${Number(exponent)}`);
  }
  return withMinus(trimZeros(value.toPrecision(digits)));
}

/** Whole numbers with thin spaces between thousands. */
export const formatCount = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, "\u2009");

/** A size in bytes as 512 B, 4.9 kB, 1.3 MB. */
export function formatBytes(bytes: number): string {
  const unit = Math.min(4, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${formatNumber(bytes / 1000 ** unit, 3)} ${["B", "kB", "MB", "GB", "TB"][unit]}`;
}

/** A time span in seconds as 45 s, 3 min 20 s, 2 h 5 min. */
export function formatSeconds(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.round((whole % 3600) / 60)} min`;
}

const withMinus = (text: string): string => text.replaceAll("-", "−");

const trimZeros = (text: string): string => (/[.]\d*0+$/.test(text) ? text.replace(/\.?0+$/, "") : text);
