export default function ({ data }) {
  globalThis.midsizeWords = data.words;
}
