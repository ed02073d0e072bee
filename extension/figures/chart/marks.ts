// The marks of a drawn chart: where each stands and what it stands for, for the pointer and the keyboard.
import type { Item, View } from "vega";

/** A mark's place on the canvas. */
export interface Mark {
  readonly x: number;
  readonly y: number;
  /** The row behind it. */
  readonly datum: unknown;
  /** What the specification says about it, or what its axes say. */
  readonly tooltip: unknown;
  /** The scene's own object. */
  readonly item: unknown;
}

const most = 50_000;

/** The marks of all groups (not axes and legends). */
export function marksOf(view: View): readonly Mark[] {
  const marks: Mark[] = [];
  const [left, top] = view.origin();
  const padding = view.padding();
  const inset = typeof padding === "number" ? { left: padding, top: padding } : { left: 0, top: 0, ...padding };
  const walk = (items: readonly Item[], x: number, y: number): void => {
    for (const item of items) {
      const group = item as Item & Group;
      const [dx, dy] = [x + (group.x ?? 0), y + (group.y ?? 0)];
      for (const mark of group.items ?? []) {
        if (mark.role === "mark" && mark.marktype !== "group") {
          for (const one of mark.items as readonly DrawnItem[]) {
            if (marks.length === most) return;
            const { datum, tooltip } = one;
            const [mx, my] = middleOf(one, mark.marktype);
            marks.push({ x: dx + mx, y: dy + my, datum, tooltip, item: one });
          }
        } else if (mark.marktype === "group" && !/axis|legend|title/.test(mark.role ?? "")) walk(mark.items, dx, dy);
      }
    }
  };
  const root = (view.scenegraph() as unknown as { readonly root: GroupMark }).root;
  walk(root.items, inset.left! + (left ?? 0), inset.top! + (top ?? 0));
  return marks;
}

/** The mark under the pointer; on a line or an area its nearest point; else the nearest mark within reach. */
export function markAt(marks: readonly Mark[], x: number, y: number, under: unknown): Mark | undefined {
  const hit = marks.find(({ item }) => item === under);
  const strung = (under as { readonly mark?: GroupMark } | null)?.mark?.marktype;
  if (hit && strung !== "line" && strung !== "area" && strung !== "trail") return hit;
  let [nearest, least]: [Mark | undefined, number] = [undefined, reach];
  for (const mark of marks) {
    const distance = Math.hypot(mark.x - x, mark.y - y);
    if (distance < least) [nearest, least] = [mark, distance];
  }
  return nearest;
}

/** In pixels. */
const reach = 30;

/** The points of lines and areas have no extent of their own. */
function middleOf({ bounds, x = 0, y = 0 }: DrawnItem, marktype: string | undefined): readonly [number, number] {
  if (!bounds || marktype === "line" || marktype === "area" || marktype === "trail") return [x, y];
  return [(bounds.x1 + bounds.x2) / 2, (bounds.y1 + bounds.y2) / 2];
}

/** Vega's scene, as far as we walk it. */
interface GroupMark {
  readonly role?: string;
  readonly marktype?: string;
  readonly items: readonly Item[];
}
interface DrawnItem {
  readonly bounds?: Bounds;
  readonly x?: number;
  readonly y?: number;
  readonly datum: unknown;
  readonly tooltip?: unknown;
}
interface Group {
  readonly x?: number;
  readonly y?: number;
  readonly items?: readonly GroupMark[];
}
interface Bounds {
  readonly x1: number;
  readonly x2: number;
  readonly y1: number;
  readonly y2: number;
}
