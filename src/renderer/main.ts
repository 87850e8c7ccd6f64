import './page.css';

// The page's first lines: they show at once, while the workbench (megabytes of script) is still on its way.
const status = document.getElementById('status');
if (status !== null) status.textContent = 'Starting Ensemble…';

await import('./workbench/index.ts');
