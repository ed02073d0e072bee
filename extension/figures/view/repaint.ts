// When to paint: once a frame at most, only while visible, again when the size or the page's theme changes.
import { onThemeChange } from "./pageTheme.ts";

export interface Repaint {
  /** Something changed. */
  request(): void;
  dispose(): void;
}

export function repaintWhenVisible(element: HTMLElement, paint: () => void): Repaint {
  let visible = false;
  let wanted = true;
  let frame = 0;
  let width = 0;

  const schedule = () => {
    if (!visible || !wanted || frame !== 0) return;
    frame = requestAnimationFrame(() => {
      frame = 0;
      if (!visible || !wanted || element.clientWidth === 0) return;
      wanted = false;
      paint();
    });
  };
  const request = () => {
    wanted = true;
    schedule();
  };
  const sight = new IntersectionObserver(
    // Several changes may come in one call, as when a notebook takes a cell out and puts it back: the last one holds.
    (entries) => {
      visible = entries.at(-1)?.isIntersecting ?? false;
      schedule();
    },
    // A little ahead, so that scrolling does not show an empty figure.
    { rootMargin: "200px" },
  );
  const size = new ResizeObserver(() => {
    if (element.clientWidth === width) return;
    width = element.clientWidth;
    request();
  });
  sight.observe(element);
  size.observe(element);
  const endTheme = onThemeChange(request);
  return {
    request,
    dispose() {
      cancelAnimationFrame(frame);
      sight.disconnect();
      size.disconnect();
      endTheme();
    },
  };
}
