// The whole script of a figure whose code travels separately: wait for the drawing function, then call it.
export default async function (component) {
  const shelf = (globalThis.midsizeFigure ??= {});
  shelf.coming ??= new Promise((resolve) => (shelf.arrived = resolve));
  const draw = shelf.draw ?? (await shelf.coming);
  return draw(component);
}
