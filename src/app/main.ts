import { mount } from 'svelte';
import './styles/tokens.css';
import './styles/base.css';
import './styles/patterns.css';
import Page from './Page.svelte';
import { watchArrivals } from './platform/arrivals';
import { keepOffline } from './platform/pwa';
import { openServices } from './open-services';
import { App } from './state/app.svelte';

const app = new App(openServices());
mount(Page, { target: document.getElementById('app')!, props: { app } });
keepOffline({ update: (apply) => (app.applyUpdate = apply) });
watchArrivals({ files: (files) => app.addWords(files), address: (address) => app.addWordAddress(address) });
