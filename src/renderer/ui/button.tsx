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
  /** Accessible name, where its words alone do not say what it is about. */
  label?: string;
  /** A codicon's name. */
  icon?: string;
  secondary?: boolean;
  disabled?: boolean;
  onClick: () => void;
}

/** A button with words, as the workbench draws them. */
export function Button({ children, label, icon, secondary = false, disabled = false, onClick }: ButtonProps) {
  return (
    <vscode-button
      secondary={secondary}
      disabled={disabled}
      aria-label={label}
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

interface IconButtonProps {
  icon: string;
  label: string;
  /** State of one that turns something on and off; none for others. */
  isPressed?: boolean;
  onClick: () => void;
}

/** A button that is an icon; `label` is its accessible name and tooltip. */
export function IconButton({ icon, label, isPressed, onClick }: IconButtonProps) {
  return (
    <button
      type="button"
      className="ensemble-icon-button"
      title={label}
      aria-label={label}
      aria-pressed={isPressed}
      onClick={onClick}
    >
      <span className={`codicon codicon-${icon}`} aria-hidden="true" />
    </button>
  );
}
