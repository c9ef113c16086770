// The last file of the module: what Streamlit calls. It also puts the drawing function on a shelf, where figures that
// were mounted without code of their own find it (stub.js); whichever comes first, code or figure, builds the shelf.
const shelf = (globalThis.midsizeFigure ??= {});
shelf.draw = mountFigure;
shelf.ahead = geometryOf; // for who wants a map at hand before it is drawn
shelf.arrived?.(mountFigure);

export default mountFigure;
