// The picture of how the time of a training step grows: three panels side by side, both axes logarithmic, so that
// proportional growth is a line of slope one. Two versions, for pages of either theme. Measures nothing.

const series = {
  gradbook: { label: "gradbook", light: "#0072b2", dark: "#56b4e9", width: 2.6 },
  compiled: { label: "gradbook, compile()", light: "#0072b2", dark: "#56b4e9", width: 1.6, dash: "5 4" },
  pytorch: { label: "PyTorch", light: "#d55e00", dark: "#ff9248", width: 2.2 },
  jaxjs: { label: "jax-js", light: "#008560", dark: "#2fcf9f", width: 1.8 },
  tfjs: { label: "TensorFlow.js", light: "#9a5f8a", dark: "#e0a0cf", width: 1.8 },
};
const themes = {
  light: { paper: "#ffffff", ink: "#1f2328", faint: "#59636e", grid: "#e4e7eb" },
  dark: { paper: "#0d1117", ink: "#e6edf3", faint: "#9198a1", grid: "#2a3038" },
};
const panelSize = { width: 290, height: 270, left: 62, top: 56, gap: 36 };

/** What a line's next point will be, if the line goes on as between its last two; undefined where there is one or none. */
export function foretell(line, size) {
  const [[before, earlier], [last, time]] = line.length < 2 ? [[], []] : line.slice(-2);
  if (before === undefined) return undefined;
  // Work grows with the square of a size at most; what seems to grow faster is noise.
  const power = Math.log(time / earlier) / Math.log(last / before);
  return time * (size / last) ** Math.min(2, Math.max(0, power));
}

/** The picture as SVG. `panels[axis][name]` are points [size, microseconds]; `base` are the sizes that stay. */
export function draw({ base, panels }, theme = "light") {
  const { paper, ink, faint, grid } = themes[theme];
  const { width, height, left, top, gap } = panelSize;
  const times = Object.values(panels).flatMap((panel) =>
    Object.values(panel)
      .flat()
      .map(([, time]) => time),
  );
  const [low, high] = [
    10 ** Math.floor(Math.log10(Math.min(...times))),
    10 ** Math.ceil(Math.log10(Math.max(...times))),
  ];
  const y = (time) => top + height * (1 - share(time, low, high));
  const shown = Object.keys(series).filter((name) => Object.values(panels).some((panel) => panel[name]?.length > 0));
  const parts = [...legend(shown, theme)];
  Object.entries(panels).forEach(([axis, lines], index) => {
    const from = left + index * (width + gap);
    const sizes = [
      ...new Set(
        Object.values(lines)
          .flat()
          .map(([size]) => size),
      ),
    ].toSorted((a, b) => a - b);
    const x = (size) => from + width * share(size, sizes[0], sizes.at(-1));
    for (let time = low; time <= high; time *= 10) {
      parts.push(`<path d="M${from} ${y(time)}h${width}" stroke="${grid}"/>`);
      if (index === 0)
        parts.push(`<text x="${from - 8}" y="${y(time) + 5}" text-anchor="end" fill="${faint}">${unit(time)}</text>`);
    }
    for (const size of sizes)
      parts.push(
        `<text x="${x(size).toFixed(1)}" y="${top + height + 20}" text-anchor="middle" fill="${faint}">${size}</text>`,
      );
    const fixed = Object.entries(base)
      .filter(([other]) => other !== axis)
      .map(([other, size]) => (other === "batch" ? `batch ${size}` : `${size} ${other}`));
    parts.push(
      `<text x="${from + width / 2}" y="${top + height + 43}" text-anchor="middle"><tspan font-weight="600">${axis}</tspan> (${fixed.join(", ")})</text>`,
    );
    for (const name of shown.toReversed()) parts.push(...curve(lines[name] ?? [], series[name], theme, x, y));
  });
  const [w, h] = [left + 3 * width + 2 * gap + 18, top + height + 58];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" font-family="system-ui, sans-serif" font-size="14" fill="${ink}" role="img" aria-label="Time of an LSTM training step against batch, steps and units">
<rect width="100%" height="100%" rx="6" fill="${paper}"/>
${parts.join("\n")}
</svg>
`;
}

/** Names with a piece of their line, as far apart as their letters need. */
function legend(names, theme) {
  let at = panelSize.left;
  return names.flatMap((name) => {
    const { label } = series[name];
    const from = at;
    at += 74 + 7.6 * label.length;
    return [stroke(`M${from} 24h28`, series[name], theme), `<text x="${from + 35}" y="29">${label}</text>`];
  });
}

function curve(points, look, theme, x, y) {
  const places = points.map(([size, time]) => [x(size).toFixed(1), y(time).toFixed(1)]);
  return [
    stroke(places.map((place, i) => `${i ? "L" : "M"}${place.join(" ")}`).join(""), look, theme),
    ...places.map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="2.6" fill="${look[theme]}"/>`),
  ];
}

const stroke = (path, { width, dash, ...look }, theme) =>
  `<path d="${path}" fill="none" stroke="${look[theme]}" stroke-width="${width}"${dash ? ` stroke-dasharray="${dash}"` : ""}/>`;
const share = (value, from, to) => Math.log(value / from) / Math.log(to / from);
const unit = (time) => (time >= 1e6 ? `${time / 1e6} s` : time >= 1000 ? `${time / 1000} ms` : `${time} µs`);
