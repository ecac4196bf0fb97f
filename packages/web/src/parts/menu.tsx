import * as DropdownMenu from '@radix-ui/react-dropdown-menu';
import { Ellipsis, type LucideIcon } from 'lucide-react';
import { useRef } from 'react';

/** What a menu offers. */
export interface MenuAction {
  readonly label: string;
  readonly icon: LucideIcon;
  readonly onSelect: () => void;
  readonly isDanger?: boolean;
}

/** A button with dots that opens a menu. @param label what the actions are for, such as `Options of Kim` */
export function Menu({ label, actions }: { readonly label: string; readonly actions: readonly MenuAction[] }) {
  const triggerRef = useRef<HTMLButtonElement>(null);
  const chosen = useRef<() => void>(undefined);
  return (
    // Not modal: what is modal locks the page's scrolling by a style element, which the content security policy forbids.
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger ref={triggerRef} className="icon-button" aria-label={label}>
        <Ellipsis size={19} aria-hidden />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          className="menu"
          align="end"
          sideOffset={4}
          collisionPadding={8}
          onCloseAutoFocus={(event) => {
            // A dialog that is opened gives the focus back to where it was: first to the button, then to the dialog.
            if (chosen.current) {
              event.preventDefault();
              triggerRef.current?.focus();
              chosen.current();
              chosen.current = undefined;
            }
          }}
        >
          {actions.map(({ label: name, icon: Icon, onSelect, isDanger }) => (
            <DropdownMenu.Item
              key={name}
              className={`menu-item ${isDanger ? 'menu-item-danger' : ''}`}
              onSelect={() => {
                chosen.current = onSelect;
              }}
            >
              <Icon size={16} aria-hidden /> {name}
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
