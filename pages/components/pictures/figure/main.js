// The last file of the module: what Streamlit calls. It also puts the drawing function on a shelf, where figures that
// were mounted without code of their own find it (stub.js).
const shelf = (globalThis.midsizeFigure ??= {});
const lists = (shelf.lists ??= {}); // the lists of cities that came, by their name
shelf.draw = mountFigure;
shelf.ahead = geometryOf; // for who wants a map at hand before it is drawn
shelf.ready = (data) => !data?.of || data.of in lists;

// In place of the line below where code and list travel by themselves: keeps the list.
function keepList({ data }) {
  if (data) lists[data.id] = listed(data);
}

export default mountFigure;
