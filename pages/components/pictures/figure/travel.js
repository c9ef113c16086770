// Opens a picture that travelled closed (travel.py): cities were their places in a list that came before, figures one text.

const MARKS = { a: "p1", b: "p2", c: "p3", n: "none", 0: 0, 1: 1, 2: 2, 3: 3, 4: 4 };

const numbers = (text) => (typeof text === "string" ? (text ? text.split(" ").map((part) => (part === "n" ? null : Number(part))) : []) : text);

// A list of cities as it came, with what is looked up in it.
const listed = ({ codes, names, positions }) => ({ codes: codes ? codes.split(" ") : [], names, positions: [...positions].map(Number) });

// The places of all cities in a position.
const placed = (places, position) => places.positions.map((one, place) => (one === position ? place : -1)).filter((place) => place >= 0);

// Which figures of a row are provisional: all of them, or those with these numbers.
const softOf = (provisional, row) => (provisional === true ? row.map((_, i) => i) : list(provisional));

const OPEN = {
  map(spec, places) {
    const at = numbers(spec.at) ?? places.codes.map((_, i) => i);
    const values = numbers(spec.figures?.values) ?? [];
    const [fill, tips, pale] = [{}, {}, []];
    at.forEach((place, i) => {
      const code = places.codes[place];
      fill[code] = MARKS[spec.fill[i]];
      if ("n01".includes(spec.fill[i])) pale.push(code);
      const { before, after } = spec.figures ?? {};
      const said = known(values[i]) ? before + dutch(values[i], spec.decimals) + after : spec.tips?.[place];
      if (said !== undefined) tips[code] = `${places.names[place]}: ${said}`;
    });
    const labels = list(numbers(spec.labels)).map((place) => ({ code: places.codes[place], name: places.names[place] }));
    return { ...spec, fill, tips, labels, outline: spec.outline === true ? pale : spec.outline };
  },
  strip(spec, places) {
    const rows = list(spec.rows).map((row) => {
      const at = numbers(row.marks.at) ?? placed(places, row.position);
      const [code, name] = [at.map((place) => places.codes[place]), at.map((place) => places.names[place])];
      return { ...row, marks: { label: null, ...row.marks, code, name, value: numbers(row.marks.value), provisional: softOf(row.marks.provisional, at) } };
    });
    return { ...spec, rows };
  },
  bars(spec, places) {
    const { at, rank, value, provisional, skip } = spec.rows;
    const [ranks, values] = [rank.split("|"), numbers(value)];
    const soft = new Set(softOf(provisional, values));
    const rows = numbers(at).map((place, i) => ({ rank: ranks[i], code: places.codes[place], name: places.names[place], value: values[i], provisional: soft.has(i) }));
    for (const place of Object.keys(skip)) rows.splice(Number(place), 0, { skip: skip[place] }); // whole numbers: from low to high
    return { ...spec, rows };
  },
  line(spec) {
    const series = (one) => one && { ...one, values: numbers(one.values), ahead: series(one.ahead) };
    const [first, last] = typeof spec.years === "string" ? numbers(spec.years) : [];
    const years = first ? Array.from({ length: last - first + 1 }, (_, i) => first + i) : spec.years;
    const band = spec.band && { ...spec.band, low: numbers(spec.band.low), high: numbers(spec.band.high) };
    return { ...spec, years, band, median: series(spec.median), city: series(spec.city), reference: series(spec.reference), others: list(spec.others).map(series) };
  },
};

const opened = (spec, lists) => (spec?.of ? OPEN[spec.kind](spec, lists[spec.of]) : spec);
