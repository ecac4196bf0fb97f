import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import '@fontsource-variable/inter/wght.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/forms.css';
import './styles/overlays.css';
import './styles/shell.css';
import './styles/page.css';
import './styles/sign-in.css';
import './styles/conversation-list.css';
import './styles/chat.css';
import './styles/messages.css';
import './styles/markdown.css';
import './styles/composer.css';
import './styles/creator.css';

const root = document.getElementById('root');
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
