import { render } from 'preact';

import { App } from './app.tsx';
import type { HostApi } from './host-api.ts';
import './panel.css';
import { PanelStore } from './panel-store.ts';

declare function acquireVsCodeApi(): HostApi;

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no #root.');

const store = new PanelStore(acquireVsCodeApi(), () => Date.now());
window.addEventListener('message', (event: MessageEvent<unknown>) => store.receive(event.data));
render(<App store={store} />, root);
