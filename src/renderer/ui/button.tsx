import '@vscode-elements/elements/dist/vscode-button/index.js';
import './button.css';
import type { ReactNode } from 'react';

declare module 'react' {
  interface CSSProperties {
    [property: `--${string}`]: string | undefined;
  }
  namespace JSX {
    interface IntrinsicElements {
      'vscode-button': React.HTMLAttributes<HTMLElement> & { secondary?: boolean; block?: boolean; disabled?: boolean };
    }
  }
}

interface ButtonProps {
  children: ReactNode;
  /** A codicon's name. */
  icon?: string;
  secondary?: boolean;
  disabled?: boolean;
  onClick: () => void;
}

/** A button with words, as the workbench draws them. */
export function Button({ children, icon, secondary = false, disabled = false, onClick }: ButtonProps) {
  return (
    <vscode-button
      secondary={secondary}
      disabled={disabled}
      aria-disabled={disabled}
      onClick={() => {
        if (!disabled) onClick();
      }}
    >
      {icon !== undefined && <span slot="content-before" className={`codicon codicon-${icon}`} aria-hidden="true" />}
      {children}
    </vscode-button>
  );
}

/** A button that is an icon; `label` is its accessible name and tooltip. */
export function IconButton({ icon, label, onClick }: { icon: string; label: string; onClick: () => void }) {
  return (
    <button type="button" className="ensemble-icon-button" title={label} aria-label={label} onClick={onClick}>
      <span className={`codicon codicon-${icon}`} aria-hidden="true" />
    </button>
  );
}
