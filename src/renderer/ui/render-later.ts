type Render = (container: HTMLElement) => () => void;

/** Makes a function that fills a container of the workbench once the code for that has come; it may be gone by then. */
export function renderLater(load: () => Promise<Render>): Render {
  return (container) => {
    let isGone = false;
    let clear = () => {
      isGone = true;
    };
    load().then(
      (render) => {
        if (!isGone) clear = render(container);
      },
      () => {
        container.textContent = 'This could not be loaded, since the connection was away. Open it again.';
      },
    );
    return () => clear();
  };
}
