/** One tab stop for a group of buttons; the arrow keys move inside it. */
export function rove(group: HTMLElement, buttons: readonly HTMLElement[]): void {
  buttons.forEach((button, i) => {
    button.tabIndex = i === 0 ? 0 : -1;
  });
  group.addEventListener('keydown', (event) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const here = buttons.indexOf(document.activeElement as HTMLElement);
    if (by === undefined || here < 0) return;
    const next = buttons[(here + by + buttons.length) % buttons.length]!;
    for (const button of buttons) button.tabIndex = button === next ? 0 : -1;
    next.focus();
    event.preventDefault();
    event.stopPropagation();
  });
}
