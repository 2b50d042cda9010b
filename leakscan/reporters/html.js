"use strict";
(() => {
  const form = document.getElementById("filters");
  if (!form) return;
  const rows = [...document.querySelectorAll("[data-severity]")];
  const articles = rows.filter((row) => row.tagName === "ARTICLE");
  const said = document.getElementById("shown");
  const search = document.getElementById("search");
  const texts = new Map();
  const text = (row) => {
    if (!texts.has(row)) texts.set(row, row.textContent.toLowerCase());
    return texts.get(row);
  };
  const apply = () => {
    const wanted = {};
    for (const box of form.querySelectorAll("input[type=checkbox]")) {
      wanted[box.name] = wanted[box.name] || new Set();
      if (box.checked) wanted[box.name].add(box.value);
    }
    const choice = document.getElementById("package").value;
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const visible = new Set();
    for (const article of articles) {
      const data = article.dataset;
      const places = data.places.split(" ");
      const ok = wanted.severity.has(data.severity) && wanted.confidence.has(data.confidence)
        && places.some((place) => wanted.place.has(place))
        && (choice === "all" || (choice === "none") === (data.package === "") && (choice === "none" || data.package === choice))
        && words.every((word) => text(article).includes(word));
      article.hidden = !ok;
      if (ok) visible.add(article.id);
    }
    for (const row of rows) if (row.tagName !== "ARTICLE") row.toggleAttribute("hidden", !visible.has(row.dataset.of));
    said.textContent = `${visible.size} of ${articles.length} shown`;
  };
  form.hidden = false;
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply));
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName)) {
      event.preventDefault();
      search.focus();
    }
  });
  apply();
})();
