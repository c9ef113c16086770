// The whole script of a figure whose code travels separately: wait for the code and the list of cities, then draw. It goes along with every
// choice, so it is short.
export default async (figure) => {
  while (!globalThis.midsizeFigure?.ready(figure.data)) await new Promise(requestAnimationFrame);
  return midsizeFigure.draw(figure);
};
