// Before the first paint, so that nobody is dazzled: the chosen theme and language.
(() => {
  const root = document.documentElement;
  const theme = localStorage.getItem('taskloom.theme');
  if (theme === 'light' || theme === 'dark') {
    root.dataset.theme = theme;
  }
  const chosen = localStorage.getItem('taskloom.language');
  const browser = (navigator.languages ?? [navigator.language])
    .map((tag) => tag.toLowerCase().slice(0, 2))
    .find((tag) => tag === 'zh' || tag === 'en');
  root.lang = (chosen ?? browser ?? 'en') === 'zh' ? 'zh-CN' : 'en';
})();
