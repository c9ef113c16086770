// What the boxes find as somebody types: without accents or capitals, every word in any order, also in the words that `midsizeWords` holds for a
// choice (its theme, its tables, other names). Streamlit itself looks for the letters as typed, in the name alone. `bundle.HOOKS` asks for it.
globalThis.midsizeFind = (options, typed) => {
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^a-z0-9_]+/g, " ").trim();
  const asked = fold(typed);
  const words = asked.split(" ").filter(Boolean);
  const ranks = options.map((option) => {
    const label = fold(option.label);
    if (label.startsWith(asked)) return 0;
    if (words.every((word) => label.includes(word))) return 1;
    const more = `${label} ${globalThis.midsizeWords?.[option.label] ?? ""}`;
    return words.every((word) => more.includes(word)) ? 2 : 3;
  });
  return [0, 1, 2].flatMap((rank) => options.filter((_, at) => ranks[at] === rank));
};
