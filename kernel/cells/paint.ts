// The few colours of error reports, as terminals and notebooks understand them. NO_COLOR (https://no-color.org) in the
// kernel's environment leaves them out.

const plain = Boolean(process.env.NO_COLOR);

const paint = (code: number, end: number) => (text: string) => (plain ? text : `\u001b[${code}m${text}\u001b[${end}m`);

export const red = paint(31, 39);
export const cyan = paint(36, 39);
export const dim = paint(2, 22);
