// On a narrow screen the menu lies over the page: it closes when a page has been chosen, and is closed after a reload. Streamlit itself does that
// on telephones alone, and not in a narrow window.
(() => {
  const narrow = () => window.innerWidth <= 768;
  try {
    if (narrow()) Object.keys(localStorage).filter((key) => key.startsWith("stSidebarCollapsed")).forEach((key) => localStorage.setItem(key, "true"));
  } catch {
    // A browser that keeps nothing has nothing to reopen.
  }
  document.addEventListener("click", (event) => {
    if (!narrow() || !event.target.closest('[data-testid="stSidebarNavLink"]')) return;
    const open = '[data-testid="stSidebar"][data-collapsed="false"]';
    setTimeout(() => document.querySelector(`${open} [data-testid="stSidebarCollapseButton"] button`)?.click());
  });
})();
